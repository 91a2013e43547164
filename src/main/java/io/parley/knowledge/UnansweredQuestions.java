package io.parley.knowledge;

import akka.Done;
import io.parley.AgentId;
import io.parley.ErrorCode;
import io.parley.LocalizedText;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.knowledge.ArticleVersion.Origin;
import io.parley.knowledge.OpenQuestions.Question;
import io.parley.knowledge.OpenQuestions.State;
import io.parley.language.Language;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Handles questions that the bot did not understand: they are answered with an article, or ignored. */
public final class UnansweredQuestions {

    public static final int MAX_LISTED = 200;

    /** @param next where the next page begins; null at the end */
    public record Page(List<Question> items, @Nullable String next) {}

    private final OpenQuestions questions;
    private final Articles articles;
    private final Clock clock;

    public UnansweredQuestions(OpenQuestions questions, Articles articles, Clock clock) {
        this.questions = questions;
        this.articles = articles;
        this.clock = clock;
    }

    /**
     * Questions in that state, asked most often first.
     *
     * @param limit 1 to {@link #MAX_LISTED}
     * @return fails with {@code BAD_REQUEST} for a cursor that is not one of ours
     */
    public CompletionStage<Page> list(TenantId tenant, State state, int limit, @Nullable String cursor) {
        Cursor after = cursor == null ? null : Cursor.decode(cursor);
        return questions.list(tenant, state).thenApply(all -> {
            List<Question> found = all.stream()
                    .sorted(Comparator.comparing(Cursor::of))
                    .filter(question -> after == null || Cursor.of(question).compareTo(after) > 0)
                    .limit(limit + 1L)
                    .toList();
            boolean more = found.size() > limit;
            return new Page(
                    more ? found.subList(0, limit) : found,
                    more ? Cursor.of(found.get(limit - 1)).encode() : null);
        });
    }

    private record Cursor(long count, Instant lastAt, String question) implements Comparable<Cursor> {

        private static final Comparator<Cursor> ORDER = Comparator.comparingLong(Cursor::count)
                .thenComparing(Cursor::lastAt)
                .reversed()
                .thenComparing(Cursor::question);

        static Cursor of(Question question) {
            return new Cursor(question.count(), question.lastAt(), question.id());
        }

        @Override
        public int compareTo(Cursor other) {
            return ORDER.compare(this, other);
        }

        String encode() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((count + "|" + lastAt + "|" + question).getBytes(StandardCharsets.UTF_8));
        }

        static Cursor decode(String cursor) {
            try {
                String[] parts =
                        new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("\\|", 3);
                if (parts.length == 3) {
                    return new Cursor(Long.parseLong(parts[0]), Instant.parse(parts[1]), parts[2]);
                }
            } catch (IllegalArgumentException | DateTimeParseException e) {
                // Refused below, as for one that is too short.
            }
            throw new Refused(ErrorCode.BAD_REQUEST, "This cursor is invalid. Start with the first page.");
        }
    }

    /** @param article that answers it; required for {@link State#ANSWERED}, and allowed only there */
    public CompletionStage<Question> decide(
            TenantId tenant, String question, State state, @Nullable String article, AgentId by) {
        if ((state == State.ANSWERED) != (article != null)) {
            throw new Refused(
                    ErrorCode.BAD_REQUEST, "article: say which one answers it, and only when it is answered.");
        }
        CompletionStage<Done> exists = article == null
                ? CompletableFuture.completedStage(Done.getInstance())
                : articles.get(tenant, article).thenApply(found -> Done.getInstance());
        return exists.thenCompose(done -> get(tenant, question)).thenCompose(found -> questions
                .decide(tenant, question, state, article, by, clock.instant())
                .thenCompose(done -> get(tenant, question)));
    }

    /** A draft with the question in it, to be completed by an author; the question counts as answered by it. */
    public CompletionStage<ArticleVersion> draft(TenantId tenant, String question, AgentId by) {
        return get(tenant, question)
                .thenCompose(found -> articles.create(
                        tenant,
                        "asked-"
                                + found.id()
                                        .substring(0, Math.min(16, found.id().length())),
                        ArticleContent.draft(found.words(), found.language() != Language.EN, LocalizedText.of("", "")),
                        new Origin(found.conversation().value(), found.id(), found.customer()),
                        new Articles.Act(by, "")))
                .thenCompose(created -> questions
                        .decide(tenant, question, State.ANSWERED, created.article(), by, clock.instant())
                        .thenApply(done -> created));
    }

    private CompletionStage<Question> get(TenantId tenant, String question) {
        return questions
                .get(tenant, question)
                .thenApply(found -> found.orElseThrow(
                        () -> new Refused(ErrorCode.NOT_FOUND, "This question has not been asked recently.")));
    }
}
