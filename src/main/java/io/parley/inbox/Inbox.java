package io.parley.inbox;

import akka.Done;
import akka.persistence.cassandra.query.javadsl.CassandraReadJournal;
import akka.persistence.query.PersistenceQuery;
import com.typesafe.config.Config;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.conversation.Silence;
import io.parley.privacy.Stored;
import io.parley.routing.RouterEntity;
import io.parley.routing.Routing;
import io.parley.site.Component;
import io.parley.site.Projected;
import io.parley.site.Role;
import io.parley.site.SingletonTask;
import io.parley.site.Site;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The read side of conversations and routing decisions. */
public final class Inbox implements Component {

    /**
     * The stores it reads from.
     *
     * @param owner looks up the customer of a conversation; empty if it is not stored yet
     */
    public record Sources(
            Transcripts transcripts,
            ConversationLists lists,
            RoutingDecisions decisions,
            Function<EntityKey, CompletionStage<Optional<CustomerId>>> owner) {

        private static Sources cassandra(Site site) {
            CassandraReadJournal journal = PersistenceQuery.get(site.system())
                    .getReadJournalFor(CassandraReadJournal.class, CassandraReadJournal.Identifier());
            return new Sources(
                    new JournalTranscripts(site.system(), journal, site.keyring()),
                    new CassandraConversationLists(site.cassandra(), site.keyring()),
                    new CassandraRoutingDecisions(site.cassandra(), site.json()),
                    new JournalOwners(site.cassandra())::of);
        }
    }

    private final Function<Site, Sources> choice;
    private volatile @Nullable Site site;
    private volatile @Nullable Sources sources;

    public Inbox() {
        this(Sources::cassandra);
    }

    public Inbox(Function<Site, Sources> choice) {
        this.choice = choice;
    }

    @Override
    public Set<Role> roles() {
        return Role.ALL;
    }

    @Override
    public CompletionStage<Done> start(Site site) {
        this.site = site;
        sources = choice.apply(site);
        if (site.has(Role.PROJECTION)) {
            endSilentConversations(site);
        }
        return Component.started();
    }

    private static void endSilentConversations(Site site) {
        Config settings = site.parley().getConfig("conversation.silence");
        SilenceSweep sweep = new SilenceSweep(
                site.directory(),
                new CassandraOpenConversations(site.cassandra()),
                (key, silence) -> site.entities()
                        .of(ConversationEntity.TYPE, key)
                        .askWithStatus(replyTo -> new Conversation.EndIfSilent(silence, replyTo), site.askTimeout()),
                new Silences(site.directory(), Silence.from(settings)),
                site.clock());
        SingletonTask.run(
                site.system(),
                Role.PROJECTION.code(),
                "silence-sweep",
                settings.getDuration("sweep-interval"),
                sweep::run);
    }

    @Override
    public List<Projected<?>> projections() {
        Site here = Objects.requireNonNull(site, "not started");
        return List.of(
                new Projected<Stored<Conversation.Event>>(
                        ConversationEntity.SLICES, Stored.class, new InboxProjection(here.cassandra())),
                new Projected<Routing.Event>(
                        RouterEntity.SLICES,
                        Routing.Event.class,
                        new RoutingProjection(here.cassandra(), here.json())));
    }

    private Sources started() {
        return Objects.requireNonNull(sources, "not started");
    }

    public Transcripts transcripts() {
        return started().transcripts();
    }

    public ConversationLists lists() {
        return started().lists();
    }

    public RoutingDecisions decisions() {
        return started().decisions();
    }

    /** Looks up the customer of a conversation; empty if it is not stored yet. */
    public CompletionStage<Optional<CustomerId>> owner(EntityKey conversation) {
        return started().owner().apply(conversation);
    }
}
