package io.parley.knowledge;

import akka.Done;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.directory.CassandraPublishedArticles;
import io.parley.directory.CassandraTenantDocuments;
import io.parley.directory.PublishedArticles;
import io.parley.directory.TenantDocuments;
import io.parley.inbox.Inbox;
import io.parley.privacy.Stored;
import io.parley.site.Component;
import io.parley.site.Projected;
import io.parley.site.Role;
import io.parley.site.Site;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The knowledge that tenants write for their bots, and the questions that their bots could not answer. */
public final class KnowledgeComponent implements Component {

    /** The stores. */
    public record Stores(
            ArticleStore articles, PublishedArticles published, OpenQuestions questions, TenantDocuments documents) {

        private static Stores cassandra(Site site) {
            return new Stores(
                    new CassandraArticleStore(site.cassandra(), site.json()),
                    new CassandraPublishedArticles(site.cassandra()),
                    new CassandraOpenQuestions(site.cassandra(), site.keyring()),
                    new CassandraTenantDocuments(site.cassandra()));
        }
    }

    private record Parts(Site site, Stores stores, Articles articles) {}

    private final Inbox inbox;
    private final Function<Site, Stores> choice;
    private volatile @Nullable Parts parts;

    public KnowledgeComponent(Inbox inbox) {
        this(inbox, Stores::cassandra);
    }

    public KnowledgeComponent(Inbox inbox, Function<Site, Stores> choice) {
        this.inbox = inbox;
        this.choice = choice;
    }

    @Override
    public Set<Role> roles() {
        return EnumSet.of(Role.EDGE, Role.PROJECTION);
    }

    @Override
    public CompletionStage<Done> start(Site site) {
        Stores stores = choice.apply(site);
        Parts made = new Parts(
                site, stores, new Articles(stores.articles(), stores.published(), site.keyring(), site.clock()));
        parts = made;
        if (site.has(Role.PROJECTION)) {
            settleArticles(made);
        }
        return Component.started();
    }

    /** The bot notices articles that become valid or expire within this interval. Several nodes may do this at the same time. */
    private static void settleArticles(Parts made) {
        Site site = made.site;
        site.system()
                .scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO,
                        site.parley().getDuration("knowledge.settle-interval"),
                        () -> site.directory().tenants().forEach(tenant -> made.articles
                                .inForce()
                                .settle(tenant)
                                .whenComplete((done, failure) -> {
                                    if (failure != null) {
                                        site.system()
                                                .log()
                                                .warn(
                                                        "settling the articles of {} failed and will be retried: {}",
                                                        tenant,
                                                        failure.getClass().getSimpleName());
                                    }
                                })),
                        site.system().executionContext());
    }

    @Override
    public List<Projected<?>> projections() {
        Parts made = started();
        return List.of(new Projected<Stored<Conversation.Event>>(
                ConversationEntity.SLICES,
                Stored.class,
                new LearningProjection(
                        inbox.transcripts(), made.stores.questions(), made.articles, made.site.keyring())));
    }

    private Parts started() {
        return Objects.requireNonNull(parts, "not started");
    }

    public Articles articles() {
        return started().articles();
    }

    public UnansweredQuestions unanswered() {
        Parts made = started();
        return new UnansweredQuestions(made.stores.questions(), made.articles, made.site.clock());
    }

    /** @param executor where questions are split into words */
    public Topics topics(Executor executor) {
        return new Topics(started().stores.questions(), executor);
    }

    public EditedProducts products() {
        return new EditedProducts(started().stores.documents());
    }
}
