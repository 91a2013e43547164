package io.parley.customer;

import akka.Done;
import akka.cluster.sharding.typed.javadsl.Entity;
import com.fasterxml.uuid.Generators;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.conversation.ConversationEntity;
import io.parley.site.Component;
import io.parley.site.Role;
import io.parley.site.Site;
import io.parley.site.StoredKind;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The customers. */
public final class CustomerComponent implements Component {

    @Override
    public Set<Role> roles() {
        return Role.ALL;
    }

    @Override
    public List<StoredKind> stores() {
        return List.of(
                StoredKind.sealed("customer-event", Customer.Event.class),
                StoredKind.sealed("customer-state", CustomerState.class));
    }

    @Override
    public CompletionStage<Done> start(Site site) {
        var ids = Generators.timeBasedEpochGenerator();
        var dependencies = new CustomerEntity.Dependencies(
                site.keyring(),
                (key, command) ->
                        site.entities().of(ConversationEntity.TYPE, key).tell(command),
                () -> new ConversationId(ids.generate().toString()),
                site.clock(),
                site.parley().getDuration("customer.passivate-after"),
                site.parley().getDuration("customer.keep-unfinished"));
        site.shards()
                .hold(Entity.of(
                                CustomerEntity.TYPE,
                                entity -> CustomerEntity.create(
                                        EntityKey.parse(entity.getEntityId()), entity.getShard(), dependencies))
                        .withStopMessage(Customer.Stop.INSTANCE));
        return Component.started();
    }
}
