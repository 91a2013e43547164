package io.parley.knowledge;

import akka.Done;
import io.parley.AgentId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.dialogue.knowledge.Article;
import io.parley.directory.PublishedArticles;
import io.parley.knowledge.ArticleVersion.Action;
import io.parley.knowledge.ArticleVersion.Origin;
import io.parley.knowledge.ArticleVersion.State;
import io.parley.language.Spelling;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to a tenant's articles. Each act adds a version; who acts says which version they saw, and of two who saw the same
 * one the second is refused with {@code CHANGED_MEANWHILE}. What is published and valid is put where the bot reads it, see {@link
 * ArticlesInForce}.
 */
public final class Articles {

    public static final int MOST_LISTED = 200;
    public static final int MOST_VERSIONS = 200;
    public static final int MOST_COMMENT = 500;
    /** All of a tenant's articles are held in memory by every node. */
    public static final int MOST_ARTICLES = 5_000;

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    /** Who did something and why. */
    public record Act(AgentId by, String comment) {
        public Act {
            if (comment.length() > MOST_COMMENT) {
                throw new Refused(ErrorCode.BAD_REQUEST, "comment: at most " + MOST_COMMENT + " characters.");
            }
        }
    }

    /** Every criterion is optional; {@code text} is looked for in all words of an article, ignoring case. */
    public record Filter(@Nullable String text, Set<State> states, @Nullable String tag) {
        public static final Filter NONE = new Filter(null, Set.of(), null);
    }

    /** @param next where the next page begins; null at the end; @param tags all there are, in order */
    public record Page(List<ArticleVersion> items, @Nullable String next, List<String> tags) {}

    /** What a file with articles did; {@code leftAlone} are those that people have changed since, so that the file did not. */
    public record Imported(int added, int changed, List<String> leftAlone) {
        Imported and(Imported other) {
            List<String> all = new ArrayList<>(leftAlone);
            all.addAll(other.leftAlone);
            return new Imported(added + other.added, changed + other.changed, all);
        }
    }

    private static final Imported NOTHING = new Imported(0, 0, List.of());

    private final ArticleStore store;
    private final ArticlesInForce inForce;
    private final Clock clock;

    public Articles(ArticleStore store, PublishedArticles published, Clock clock) {
        this.store = store;
        this.inForce = new ArticlesInForce(store, published, clock);
        this.clock = clock;
    }

    /** What the bot reads of them. */
    public ArticlesInForce inForce() {
        return inForce;
    }

    // ---- reading ----

    /**
     * The newest version of each article that fits, last changed first.
     *
     * @param limit 1 to {@link #MOST_LISTED}
     * @return fails with {@code BAD_REQUEST} for a cursor that is not one of ours
     */
    public CompletionStage<Page> list(TenantId tenant, Filter filter, int limit, @Nullable String cursor) {
        Place after = cursor == null ? null : Place.decode(cursor);
        return store.all(tenant).thenApply(all -> {
            List<ArticleVersion> found = all.stream()
                    .filter(article -> fits(filter, article))
                    .sorted(Comparator.comparing(Place::of))
                    .filter(article -> after == null || Place.of(article).compareTo(after) > 0)
                    .limit(limit + 1L)
                    .toList();
            boolean more = found.size() > limit;
            List<ArticleVersion> items = more ? found.subList(0, limit) : found;
            TreeSet<String> tags = new TreeSet<>();
            all.forEach(article -> tags.addAll(article.content().tags()));
            return new Page(items, more ? Place.of(items.get(limit - 1)).encode() : null, List.copyOf(tags));
        });
    }

    private static boolean fits(Filter filter, ArticleVersion article) {
        String text = filter.text() == null ? "" : Spelling.folded(filter.text().strip());
        return (filter.states().isEmpty() || filter.states().contains(article.state()))
                && (filter.tag() == null || article.content().tags().contains(filter.tag()))
                && (text.isEmpty()
                        || article.article().contains(text)
                        || article.content().words().anyMatch(words -> Spelling.folded(words)
                                .contains(text)));
    }

    /** Where an article stands in the list. */
    private record Place(Instant changedAt, String article) implements Comparable<Place> {

        static Place of(ArticleVersion article) {
            return new Place(article.at(), article.article());
        }

        @Override
        public int compareTo(Place other) {
            int newer = other.changedAt.compareTo(changedAt);
            return newer != 0 ? newer : article.compareTo(other.article);
        }

        String encode() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((changedAt + "|" + article).getBytes(StandardCharsets.UTF_8));
        }

        static Place decode(String cursor) {
            try {
                String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
                int bar = text.indexOf('|');
                return new Place(Instant.parse(text.substring(0, Math.max(0, bar))), text.substring(bar + 1));
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new Refused(ErrorCode.BAD_REQUEST, "This cursor is not one of ours. Begin with the first page.");
            }
        }
    }

    /** The newest version, or a {@code NOT_FOUND} refusal. */
    public CompletionStage<ArticleVersion> get(TenantId tenant, String article) {
        return store.latest(tenant, article).thenApply(found -> found.orElseThrow(Articles::unknown));
    }

    /** The newest versions, newest first, or a {@code NOT_FOUND} refusal. */
    public CompletionStage<List<ArticleVersion>> versions(TenantId tenant, String article) {
        return store.versions(tenant, article, MOST_VERSIONS).thenApply(found -> {
            if (found.isEmpty()) {
                throw unknown();
            }
            return found;
        });
    }

    private static Refused unknown() {
        return new Refused(ErrorCode.NOT_FOUND, "There is no such article, or no such version of it.");
    }

    // ---- writing ----

    /** @param id chosen by the writer; none for a new one */
    public CompletionStage<ArticleVersion> create(
            TenantId tenant, @Nullable String id, ArticleContent content, @Nullable Origin origin, Act act) {
        if (id != null && !ID.matcher(id).matches()) {
            throw new Refused(
                    ErrorCode.BAD_REQUEST, "id: 1 to 64 small letters, digits and '-', not beginning with '-'.");
        }
        content.requirePossible();
        String article = id == null
                ? "a-" + UUID.randomUUID().toString().replace("-", "").substring(0, 12)
                : id;
        ArticleVersion first = new ArticleVersion(
                article,
                1,
                Action.CREATED,
                State.DRAFT,
                null,
                content,
                origin,
                act.by().value(),
                clock.instant(),
                act.comment());
        return store.all(tenant).thenCompose(all -> {
            if (all.size() >= MOST_ARTICLES) {
                throw new Refused(
                        ErrorCode.NOT_POSSIBLE_NOW,
                        "There are " + MOST_ARTICLES + " articles already, which is the most.");
            }
            return store.add(tenant, first).thenApply(added -> {
                if (!added) {
                    throw new Refused(ErrorCode.CHANGED_MEANWHILE, "There is an article with this id already.");
                }
                return first;
            });
        });
    }

    /** A draft with this content; what is published stays in force until the draft is published. */
    public CompletionStage<ArticleVersion> change(
            TenantId tenant, String article, int seen, ArticleContent content, Act act) {
        content.requirePossible();
        Set<State> from = EnumSet.complementOf(EnumSet.of(State.ARCHIVED));
        return act(tenant, article, seen, from, now -> done(now, Action.CHANGED, State.DRAFT, content, act));
    }

    /** The content of an earlier version as a draft; also brings back what was archived. */
    public CompletionStage<ArticleVersion> restore(TenantId tenant, String article, int seen, int version, Act act) {
        return store.version(tenant, article, version)
                .thenApply(found -> found.orElseThrow(Articles::unknown).content())
                .thenCompose(content -> act(
                        tenant,
                        article,
                        seen,
                        EnumSet.allOf(State.class),
                        now -> done(now, Action.RESTORED, State.DRAFT, content, act)));
    }

    /** Asks for somebody's review. */
    public CompletionStage<ArticleVersion> submit(TenantId tenant, String article, int seen, Act act) {
        return act(tenant, article, seen, EnumSet.of(State.PROPOSED, State.DRAFT), now -> {
            now.content().requireComplete();
            return done(now, Action.SUBMITTED, State.IN_REVIEW, now.content(), act);
        });
    }

    /** From now on the bot uses the present content, while it is valid. */
    public CompletionStage<ArticleVersion> publish(TenantId tenant, String article, int seen, Act act) {
        Set<State> from = EnumSet.of(State.PROPOSED, State.DRAFT, State.IN_REVIEW);
        return act(tenant, article, seen, from, now -> {
                    now.content().requireComplete();
                    return done(now, Action.PUBLISHED, State.PUBLISHED, now.content(), act);
                })
                .thenCompose(next -> inForce.follow(tenant, next).thenApply(done -> next));
    }

    /** The bot uses it no more; nothing is lost. */
    public CompletionStage<ArticleVersion> archive(TenantId tenant, String article, int seen, Act act) {
        Set<State> from = EnumSet.complementOf(EnumSet.of(State.ARCHIVED));
        return act(tenant, article, seen, from, now -> done(now, Action.ARCHIVED, State.ARCHIVED, now.content(), act))
                .thenCompose(next -> inForce.follow(tenant, next).thenApply(done -> next));
    }

    private ArticleVersion done(ArticleVersion now, Action did, State becomes, ArticleContent says, Act act) {
        int version = now.version() + 1;
        return new ArticleVersion(
                now.article(),
                version,
                did,
                becomes,
                becomes == State.PUBLISHED
                        ? Integer.valueOf(version)
                        : becomes == State.ARCHIVED ? null : now.published(),
                says,
                now.origin(),
                act.by().value(),
                clock.instant(),
                act.comment());
    }

    private CompletionStage<ArticleVersion> act(
            TenantId tenant, String article, int seen, Set<State> from, UnaryOperator<ArticleVersion> change) {
        return get(tenant, article).thenCompose(now -> {
            if (now.version() != seen) {
                throw meanwhile(now.version());
            }
            if (!from.contains(now.state())) {
                throw new Refused(
                        ErrorCode.NOT_POSSIBLE_NOW,
                        "This is not possible with an article that is "
                                + now.state().code() + ".");
            }
            ArticleVersion next = change.apply(now);
            return store.add(tenant, next).thenApply(added -> {
                if (!added) {
                    throw meanwhile(next.version());
                }
                return next;
            });
        });
    }

    private static Refused meanwhile(int version) {
        return new Refused(
                ErrorCode.CHANGED_MEANWHILE,
                "Somebody else has changed this article; it is at version " + version
                        + " now. Read it again and repeat your change.");
    }

    // ---- what came from elsewhere ----

    /**
     * Adds what a file holds. An article the file has changed since its last import gets a new version; one that people have changed
     * since is left alone.
     */
    public CompletionStage<Imported> importAll(TenantId tenant, List<Article> articles) {
        CompletionStage<Imported> all = CompletableFuture.completedStage(NOTHING);
        for (Article article : articles) {
            all = all.thenCompose(before -> importOne(tenant, article).thenApply(before::and));
        }
        return all.thenCompose(outcome -> inForce.settle(tenant).thenApply(done -> outcome));
    }

    private CompletionStage<Imported> importOne(TenantId tenant, Article article) {
        ArticleContent content = ArticleContent.of(article);
        return store.versions(tenant, article.id(), MOST_VERSIONS).thenCompose(versions -> {
            if (versions.isEmpty()) {
                return store.add(tenant, ArticleVersion.imported(article.id(), 1, content, clock.instant()))
                        .thenApply(added -> new Imported(1, 0, List.of()));
            }
            Optional<ArticleVersion> last = versions.stream()
                    .filter(version -> version.action() == Action.IMPORTED)
                    .findFirst();
            if (last.isPresent() && last.get().content().equals(content)) {
                return CompletableFuture.completedStage(NOTHING);
            }
            ArticleVersion now = versions.get(0);
            if (now.action() != Action.IMPORTED) {
                return CompletableFuture.completedStage(new Imported(0, 0, List.of(article.id())));
            }
            return store.add(tenant, ArticleVersion.imported(article.id(), now.version() + 1, content, clock.instant()))
                    .thenApply(added -> new Imported(0, 1, List.of()));
        });
    }

    /** A draft learned from a conversation; nothing happens when this article was proposed before. */
    CompletionStage<Done> propose(TenantId tenant, String id, ArticleContent content, Origin origin, Instant at) {
        return store.add(
                        tenant,
                        new ArticleVersion(
                                id,
                                1,
                                Action.PROPOSED,
                                State.PROPOSED,
                                null,
                                content,
                                origin,
                                ArticleVersion.LEARNED,
                                at,
                                ""))
                .thenApply(added -> Done.getInstance());
    }
}
