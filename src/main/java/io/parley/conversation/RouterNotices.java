package io.parley.conversation;

import io.parley.EntityKey;
import io.parley.links.Entities;
import io.parley.routing.Routing;
import io.parley.routing.RoutingComponent;

/** Delivers routers' and supervisors' notices to conversations. */
public final class RouterNotices implements RoutingComponent.Conversations {

    @Override
    public void notify(Entities entities, EntityKey conversation, Routing.Notice notice) {
        entities.of(ConversationEntity.TYPE, conversation).tell(new Conversation.RouterReported(notice));
    }

    @Override
    public void confirmCase(Entities entities, EntityKey conversation, long openedAs) {
        entities.of(ConversationEntity.TYPE, conversation).tell(new Conversation.CaseReportConfirmed(openedAs));
    }
}
