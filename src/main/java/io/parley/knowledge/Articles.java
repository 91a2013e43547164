package io.parley.knowledge;

import akka.Done;
import io.parley.AgentId;
import io.parley.ErrorCode;
import io.parley.Personal;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.directory.PublishedArticles;
import io.parley.knowledge.ArticleVersion.Action;
import io.parley.knowledge.ArticleVersion.Origin;
import io.parley.knowledge.ArticleVersion.State;
import io.parley.language.Spelling;
import io.parley.privacy.Keyring;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The operations on a tenant's articles. Each adds a version. The caller states the version that they saw; if another has been added since,
 * the operation is refused with {@code CHANGED_MEANWHILE} (optimistic locking). Published articles that are valid are copied to where the
 * bot reads them, see {@link ArticlesInForce}.
 *
 * <p>A draft learned from a customer is sealed with that customer's key until it is published; from then on it is the company's text.
 * When the key is destroyed before that, the draft is {@link State#ERASED} and leaves the lists.
 */
public final class Articles {

    public static final int MAX_LISTED = 200;
    public static final int MAX_VERSIONS = 200;
    public static final int MAX_COMMENT = 500;
    /** Every node holds all of a tenant's articles in memory. */
    public static final int MAX_ARTICLES = 5_000;

    /** Keys that are looked up at the same time. */
    private static final int AT_ONCE = 100;

    /** Who did something and why. */
    public record Act(AgentId by, String comment) {
        public Act {
            if (comment.length() > MAX_COMMENT) {
                throw new Refused(ErrorCode.BAD_REQUEST, "comment: at most " + MAX_COMMENT + " characters.");
            }
        }
    }

    /** Every criterion is optional; {@code text} is searched for in all words of an article, ignoring case. */
    public record Filter(@Nullable String text, Set<State> states, @Nullable String tag) {
        public static final Filter NONE = new Filter(null, Set.of(), null);
    }

    /**
     * @param next where the next page begins; null at the end
     * @param tags all existing ones, in order
     */
    public record Page(List<ArticleVersion> items, @Nullable String next, List<String> tags) {}

    private final ArticleStore store;
    private final ArticlesInForce inForce;
    private final Keyring keyring;
    private final Clock clock;

    /** @param keyring seals drafts in customers' words, and opens them */
    public Articles(ArticleStore store, PublishedArticles published, Keyring keyring, Clock clock) {
        this.store = store;
        this.inForce = new ArticlesInForce(store, published, clock);
        this.keyring = keyring;
        this.clock = clock;
    }

    /** What the bot reads of them. */
    public ArticlesInForce inForce() {
        return inForce;
    }

    // ---- reading ----

    /**
     * The newest version of each article that matches, last changed first. An erased one counts as published while an earlier version is in
     * force, and is otherwise left out unless it is requested.
     *
     * @param limit 1 to {@link #MAX_LISTED}
     * @return fails with {@code BAD_REQUEST} for a cursor that is not one of ours
     */
    public CompletionStage<Page> list(TenantId tenant, Filter filter, int limit, @Nullable String cursor) {
        Cursor after = cursor == null ? null : Cursor.decode(cursor);
        return store.all(tenant).thenCompose(all -> opened(tenant, all)).thenApply(all -> {
            List<ArticleVersion> found = all.stream()
                    .filter(article -> fits(filter, article))
                    .sorted(Comparator.comparing(Cursor::of))
                    .filter(article -> after == null || Cursor.of(article).compareTo(after) > 0)
                    .limit(limit + 1L)
                    .toList();
            boolean more = found.size() > limit;
            List<ArticleVersion> items = more ? found.subList(0, limit) : found;
            TreeSet<String> tags = new TreeSet<>();
            all.forEach(article -> tags.addAll(article.content().tags()));
            return new Page(items, more ? Cursor.of(items.get(limit - 1)).encode() : null, List.copyOf(tags));
        });
    }

    private static boolean fits(Filter filter, ArticleVersion article) {
        String text = filter.text() == null ? "" : Spelling.folded(filter.text().strip());
        return inState(filter.states(), article)
                && (filter.tag() == null || article.content().tags().contains(filter.tag()))
                && (text.isEmpty()
                        || article.article().contains(text)
                        || article.content().words().anyMatch(words -> Spelling.folded(words)
                                .contains(text)));
    }

    private static boolean inState(Set<State> wanted, ArticleVersion article) {
        if (article.state() != State.ERASED) {
            return wanted.isEmpty() || wanted.contains(article.state());
        }
        boolean inForce = article.published() != null;
        return wanted.contains(State.ERASED) || (inForce && (wanted.isEmpty() || wanted.contains(State.PUBLISHED)));
    }

    /** The position of an article in the list. */
    private record Cursor(Instant changedAt, String article) implements Comparable<Cursor> {

        static Cursor of(ArticleVersion article) {
            return new Cursor(article.at(), article.article());
        }

        @Override
        public int compareTo(Cursor other) {
            int newer = other.changedAt.compareTo(changedAt);
            return newer != 0 ? newer : article.compareTo(other.article);
        }

        String encode() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((changedAt + "|" + article).getBytes(StandardCharsets.UTF_8));
        }

        static Cursor decode(String cursor) {
            try {
                String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
                int bar = text.indexOf('|');
                return new Cursor(Instant.parse(text.substring(0, Math.max(0, bar))), text.substring(bar + 1));
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new Refused(ErrorCode.BAD_REQUEST, "This cursor is invalid. Start with the first page.");
            }
        }
    }

    /** The newest version, or a {@code NOT_FOUND} refusal. */
    public CompletionStage<ArticleVersion> get(TenantId tenant, String article) {
        return store.latest(tenant, article)
                .thenCompose(found -> opened(tenant, found.stream().toList()))
                .thenApply(found -> found.stream().findFirst().orElseThrow(Articles::unknown));
    }

    /** The newest versions, newest first, or a {@code NOT_FOUND} refusal. */
    public CompletionStage<List<ArticleVersion>> versions(TenantId tenant, String article) {
        return store.versions(tenant, article, MAX_VERSIONS).thenCompose(found -> {
            if (found.isEmpty()) {
                throw unknown();
            }
            return opened(tenant, found);
        });
    }

    /** The same, with customers' words opened where they can be read. */
    private CompletionStage<List<ArticleVersion>> opened(TenantId tenant, List<ArticleVersion> versions) {
        return opened(tenant, versions, 0, new ArrayList<>());
    }

    private CompletionStage<List<ArticleVersion>> opened(
            TenantId tenant, List<ArticleVersion> all, int from, List<ArticleVersion> before) {
        CompletionStage<List<ArticleVersion>> opened = CompletableFuture.completedStage(before);
        int until = Math.min(all.size(), from + AT_ONCE);
        for (ArticleVersion version : all.subList(from, until)) {
            CompletionStage<ArticleVersion> one = version.draft() == null
                    ? CompletableFuture.completedStage(version)
                    : keyring.open(tenant, version).thenApply(ArticleVersion::read);
            opened = opened.thenCombine(one, (versions, readable) -> {
                versions.add(readable);
                return versions;
            });
        }
        return until == all.size() ? opened : opened.thenCompose(versions -> opened(tenant, all, until, versions));
    }

    private static Refused unknown() {
        return new Refused(ErrorCode.NOT_FOUND, "There is no such article, or no such version of it.");
    }

    // ---- writing ----

    /**
     * Creates a draft.
     *
     * @param id chosen by the writer, as the schema of articles has it; null for a new one
     * @param origin if it is in a customer's words; null otherwise
     */
    public CompletionStage<ArticleVersion> create(
            TenantId tenant, @Nullable String id, ArticleContent content, @Nullable Origin origin, Act act) {
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
                origin == null ? null : ArticleVersion.inTheirWords(content),
                origin,
                act.by().value(),
                clock.instant(),
                act.comment());
        return store.all(tenant).thenCompose(all -> {
            if (all.size() >= MAX_ARTICLES) {
                throw new Refused(
                        ErrorCode.NOT_POSSIBLE_NOW,
                        "There are " + MAX_ARTICLES + " articles already, which is the most.");
            }
            return add(tenant, first).thenApply(added -> {
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
        return act(tenant, article, seen, from, now -> {
            boolean theirs = now.draft() != null && now.state() != State.ERASED;
            return done(
                    now,
                    Action.CHANGED,
                    State.DRAFT,
                    content,
                    theirs ? ArticleVersion.inTheirWords(content) : null,
                    act);
        });
    }

    /** The content of an earlier version as a draft; also brings back what was archived. */
    public CompletionStage<ArticleVersion> restore(TenantId tenant, String article, int seen, int version, Act act) {
        return store.version(tenant, article, version)
                .thenCompose(found -> opened(tenant, found.stream().toList()))
                .thenApply(found -> found.stream().findFirst().orElseThrow(Articles::unknown))
                .thenCompose(earlier -> {
                    if (earlier.state() == State.ERASED) {
                        throw erased();
                    }
                    return act(
                            tenant,
                            article,
                            seen,
                            EnumSet.allOf(State.class),
                            now -> done(now, Action.RESTORED, State.DRAFT, earlier.content(), earlier.draft(), act));
                });
    }

    /** Requests a review. */
    public CompletionStage<ArticleVersion> submit(TenantId tenant, String article, int seen, Act act) {
        return act(tenant, article, seen, EnumSet.of(State.PROPOSED, State.DRAFT), now -> {
            now.content().requireComplete();
            return done(now, Action.SUBMITTED, State.IN_REVIEW, now.content(), now.draft(), act);
        });
    }

    /**
     * Publishes the present content: from now on the bot uses it while it is valid, and it is the company's own text, even if it was
     * learned from a customer.
     */
    public CompletionStage<ArticleVersion> publish(TenantId tenant, String article, int seen, Act act) {
        Set<State> from = EnumSet.of(State.PROPOSED, State.DRAFT, State.IN_REVIEW);
        return act(tenant, article, seen, from, now -> {
                    now.content().requireComplete();
                    return done(now, Action.PUBLISHED, State.PUBLISHED, now.content(), null, act);
                })
                .thenCompose(next -> inForce.follow(tenant, next).thenApply(done -> next));
    }

    /** Takes the article out of use; nothing is lost. */
    public CompletionStage<ArticleVersion> archive(TenantId tenant, String article, int seen, Act act) {
        Set<State> from = EnumSet.complementOf(EnumSet.of(State.ARCHIVED));
        return act(
                        tenant,
                        article,
                        seen,
                        from,
                        now -> done(now, Action.ARCHIVED, State.ARCHIVED, now.content(), now.draft(), act))
                .thenCompose(next -> inForce.follow(tenant, next).thenApply(done -> next));
    }

    private ArticleVersion done(
            ArticleVersion now,
            Action did,
            State becomes,
            ArticleContent says,
            @Nullable Personal<ArticleContent> draft,
            Act act) {
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
                draft,
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
            return add(tenant, next).thenApply(added -> {
                if (!added) {
                    throw meanwhile(next.version());
                }
                return next;
            });
        });
    }

    private CompletionStage<Boolean> add(TenantId tenant, ArticleVersion version) {
        Origin origin = version.origin();
        Personal<ArticleContent> draft = version.draft();
        return draft == null || origin == null
                ? store.add(tenant, version)
                : keyring.of(tenant, origin.customer()).thenCompose(keys -> {
                    if (draft.token() == null && !keys.canSeal()) {
                        throw erased();
                    }
                    return store.add(tenant, keys.seal(version.kept()));
                });
    }

    private static Refused erased() {
        return new Refused(
                ErrorCode.NOT_POSSIBLE_NOW,
                "The key of the customer in whose words this was is destroyed, so it can no longer be read. Write it again.");
    }

    private static Refused meanwhile(int version) {
        return new Refused(
                ErrorCode.CHANGED_MEANWHILE,
                "Someone else has changed this article; it is at version " + version
                        + " now. Read it again and repeat your change.");
    }

    /**
     * Adds a draft learned from a conversation. Does nothing when this article was proposed before, or when the customer's words can no
     * longer be read.
     */
    CompletionStage<Done> propose(TenantId tenant, String id, ArticleContent content, Origin origin, Instant at) {
        return keyring.of(tenant, origin.customer())
                .thenCompose(keys -> !keys.canSeal()
                        ? CompletableFuture.completedStage(Done.getInstance())
                        : add(
                                        tenant,
                                        new ArticleVersion(
                                                id,
                                                1,
                                                Action.PROPOSED,
                                                State.PROPOSED,
                                                null,
                                                content,
                                                ArticleVersion.inTheirWords(content),
                                                origin,
                                                ArticleVersion.LEARNED,
                                                at,
                                                ""))
                                .thenApply(added -> Done.getInstance()));
    }
}
