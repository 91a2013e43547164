package io.parley.conversation;

import akka.Done;
import akka.cluster.sharding.typed.javadsl.Entity;
import com.typesafe.config.Config;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.Slices;
import io.parley.dialogue.Bot;
import io.parley.dialogue.actions.Actions;
import io.parley.links.Entities;
import io.parley.routing.RouterEntity;
import io.parley.routing.SupervisorEntity;
import io.parley.site.Component;
import io.parley.site.Role;
import io.parley.site.Site;
import io.parley.site.StoredKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The conversations. */
public final class ConversationComponent implements Component {

    /** Sends a request to the gateway of a channel account; the conversation repeats it until the gateway confirms it. */
    public interface Deliveries {
        void deliver(Entities entities, EntityKey account, Delivery.Request request);
    }

    private final Function<EntityKey, CompletionStage<Optional<CustomerId>>> owners;
    private final Supplier<Bot> bot;
    private final Supplier<Actions> actions;
    private final Deliveries deliveries;

    /**
     * @param owners looks up the customer of a conversation; empty if it is not stored yet
     * @param bot supplies this node's bot, which must have started before; the same holds for the actions
     */
    public ConversationComponent(
            Function<EntityKey, CompletionStage<Optional<CustomerId>>> owners,
            Supplier<Bot> bot,
            Supplier<Actions> actions,
            Deliveries deliveries) {
        this.owners = owners;
        this.bot = bot;
        this.actions = actions;
        this.deliveries = deliveries;
    }

    @Override
    public Set<Role> roles() {
        return Role.ALL;
    }

    @Override
    public void check(Config parley) {
        settings(parley);
        Silence.from(parley.getConfig("conversation.silence"));
    }

    private static ConversationEntity.Settings settings(Config parley) {
        return ConversationEntity.Settings.from(
                parley.getConfig("conversation"), parley.getDuration("dialogue.wait-limit"));
    }

    @Override
    public List<StoredKind> stores() {
        return List.of(
                StoredKind.sealed("conversation-event", Conversation.Event.class),
                StoredKind.sealed("conversation-state", ConversationState.class));
    }

    @Override
    public List<Slices> slices() {
        return List.of(ConversationEntity.SLICES);
    }

    @Override
    public CompletionStage<Done> start(Site site) {
        Entities entities = site.entities();
        var dependencies = new ConversationEntity.Dependencies(
                site.keyring(),
                owners,
                bot.get(),
                actions.get(),
                (tenant, command) -> RouterEntity.of(entities, tenant).tell(command),
                (tenant, command) -> SupervisorEntity.of(entities, tenant).tell(command),
                (account, request) -> deliveries.deliver(entities, account, request),
                (key, command) -> entities.of(ConversationEntity.TYPE, key).tell(command),
                site.clock(),
                System::nanoTime,
                settings(site.parley()));
        // Remembered, so that a conversation with work left is restarted on another node when its own crashes.
        site.shards()
                .keep(Entity.of(
                                ConversationEntity.TYPE,
                                entity -> ConversationEntity.create(
                                        EntityKey.parse(entity.getEntityId()), entity.getShard(), dependencies))
                        .withStopMessage(Conversation.Stop.INSTANCE));
        return Component.started();
    }
}
