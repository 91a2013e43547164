package io.parley.edge;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.customer.Customer;
import io.parley.customer.CustomerEntity;
import io.parley.customer.CustomerIds;
import io.parley.directory.Directory;
import io.parley.inbox.ConversationLists;
import io.parley.inbox.Transcripts;
import io.parley.privacy.Keyring;
import io.parley.routing.RouterEntity;
import io.parley.routing.Routing;
import io.parley.routing.Supervision;
import io.parley.routing.SupervisorEntity;
import java.time.Clock;
import java.time.Duration;

/**
 * The services behind the edge. Every reference takes a tenant, so that nothing can be reached without one.
 *
 * @param askTimeout after which the caller is told to retry
 */
public record Backend(
        ActorSystem<?> system,
        ClusterSharding sharding,
        Directory directory,
        Transcripts transcripts,
        ConversationLists lists,
        Keyring keyring,
        CustomerIds customers,
        Clock clock,
        Duration askTimeout) {

    public EntityRef<Conversation.Command> conversation(TenantId tenant, ConversationId id) {
        return sharding.entityRefFor(ConversationEntity.TYPE, EntityKey.of(tenant, id));
    }

    public EntityRef<Customer.Command> customer(TenantId tenant, CustomerId id) {
        return sharding.entityRefFor(CustomerEntity.TYPE, EntityKey.of(tenant, id));
    }

    public EntityRef<Routing.Command> router(TenantId tenant) {
        return sharding.entityRefFor(RouterEntity.TYPE, EntityKey.of(tenant));
    }

    public EntityRef<Supervision.Command> supervisor(TenantId tenant) {
        return sharding.entityRefFor(SupervisorEntity.TYPE, EntityKey.of(tenant));
    }
}
