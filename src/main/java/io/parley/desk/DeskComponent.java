package io.parley.desk;

import akka.Done;
import akka.cluster.sharding.typed.javadsl.Entity;
import com.typesafe.config.Config;
import io.parley.EntityKey;
import io.parley.inbox.Inbox;
import io.parley.site.Component;
import io.parley.site.Role;
import io.parley.site.Site;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The desks of all agents. */
public final class DeskComponent implements Component {

    private final Inbox inbox;
    private final FrameWriter writer;

    public DeskComponent(Inbox inbox, FrameWriter writer) {
        this.inbox = inbox;
        this.writer = writer;
    }

    @Override
    public Set<Role> roles() {
        return EnumSet.of(Role.EDGE);
    }

    @Override
    public void check(Config parley) {
        DeskSettings.from(parley);
    }

    @Override
    public CompletionStage<Done> start(Site site) {
        DeskSettings settings = DeskSettings.from(site.parley());
        site.shards()
                .holdAtEdge(Entity.of(
                                AgentDesk.TYPE,
                                context -> AgentDesk.create(
                                        EntityKey.parse(context.getEntityId()),
                                        context.getShard(),
                                        site,
                                        inbox.transcripts(),
                                        writer,
                                        settings))
                        .withStopMessage(Desk.Stop.INSTANCE));
        return Component.started();
    }
}
