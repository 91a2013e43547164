package io.parley.knowledge;

import akka.Done;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.fasterxml.jackson.core.type.TypeReference;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.Personal;
import io.parley.Slices;
import io.parley.TenantId;
import io.parley.language.Language;
import io.parley.privacy.Keyring;
import io.parley.privacy.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Questions in Cassandra. One row for each time a question was asked, so that repeating an event changes no count; people's decisions are
 * kept in a separate table, so that the rows can be rebuilt.
 */
public final class CassandraOpenQuestions implements OpenQuestions {

    /** The newest row of each question comes first, so the words and the conversation are those of the last time. */
    private static final String ASKED =
            "SELECT question, customer, words, language, conversation, max(at) AS last_at, count(*) AS times"
                    + " FROM parley.knowledge_asked WHERE tenant = ? AND bucket = ?";

    /** Recent wordings of the same question, for when the words of the last one can no longer be read. */
    private static final String WORDINGS =
            "SELECT customer, words FROM parley.knowledge_asked WHERE tenant = ? AND bucket = ? AND question = ? LIMIT 100";

    /** Keys that are looked up at the same time. */
    private static final int AT_ONCE = 100;

    /** The number of partitions over which a tenant's questions are spread. */
    private static final int BUCKETS = 32;

    private record Decided(State state, @Nullable String article) {}

    private record QuestionRow(Row row, Decided decided) {}

    private record Words(CustomerId customer, String text) {}

    private static final Decided UNDECIDED = new Decided(State.OPEN, null);

    private final CqlSession session;
    private final Keyring keyring;

    /**
     * @param session stays open
     * @param keyring seals what is written and opens what is read
     */
    public CassandraOpenQuestions(CqlSession session, Keyring keyring) {
        this.session = session;
        this.keyring = keyring;
    }

    @Override
    public CompletionStage<List<Question>> list(TenantId tenant, State state) {
        var asked = IntStream.range(0, BUCKETS)
                .mapToObj(bucket -> rows(SimpleStatement.newInstance(
                        ASKED + " GROUP BY tenant, bucket, question LIMIT " + MAX_COUNT, tenant.value(), bucket)))
                .reduce((some, more) -> some.thenCombine(more, CassandraOpenQuestions::both))
                .orElseThrow();
        var decided = rows(SimpleStatement.newInstance(
                "SELECT question, state, article FROM parley.knowledge_question WHERE tenant = ?", tenant.value()));
        return asked.thenCombine(decided, (questions, decisions) -> {
                    Map<String, Decided> byQuestion = new HashMap<>();
                    decisions.forEach(row -> byQuestion.put(text(row, "question"), decided(row)));
                    return questions.stream()
                            .map(row -> new QuestionRow(row, byQuestion.getOrDefault(text(row, "question"), UNDECIDED)))
                            .filter(found -> found.decided().state() == state)
                            .toList();
                })
                .thenCompose(found -> opened(tenant, found, 0, new ArrayList<>()));
    }

    @Override
    public CompletionStage<Optional<Question>> get(TenantId tenant, String question) {
        var asked = rows(SimpleStatement.newInstance(
                ASKED + " AND question = ? GROUP BY tenant, bucket, question",
                tenant.value(),
                Slices.bucket(question, BUCKETS),
                question));
        var decided = rows(SimpleStatement.newInstance(
                "SELECT question, state, article FROM parley.knowledge_question WHERE tenant = ? AND question = ?",
                tenant.value(),
                question));
        return asked.thenCombine(decided, (questions, decisions) -> questions.stream()
                        .limit(1)
                        .map(row -> new QuestionRow(
                                row,
                                decisions.stream()
                                        .findFirst()
                                        .map(CassandraOpenQuestions::decided)
                                        .orElse(UNDECIDED)))
                        .toList())
                .thenCompose(found -> opened(tenant, found, 0, new ArrayList<>()))
                .thenApply(found -> found.stream().findFirst());
    }

    /** Leaves out those that can no longer be read. */
    private CompletionStage<List<Question>> opened(
            TenantId tenant, List<QuestionRow> all, int from, List<Question> before) {
        if (from >= all.size()) {
            return CompletableFuture.completedStage(before);
        }
        CompletionStage<List<Question>> opened = CompletableFuture.completedStage(before);
        for (QuestionRow found : all.subList(from, Math.min(all.size(), from + AT_ONCE))) {
            opened = opened.thenCombine(words(tenant, found.row()), (questions, words) -> {
                words.ifPresent(readable -> questions.add(question(found.row(), found.decided(), readable)));
                return questions;
            });
        }
        return opened.thenCompose(questions -> opened(tenant, all, from + AT_ONCE, questions));
    }

    private CompletionStage<Optional<Words>> words(TenantId tenant, Row last) {
        return open(tenant, last).thenCompose(words -> {
            if (words.isPresent()) {
                return CompletableFuture.completedStage(words);
            }
            String question = text(last, "question");
            return rows(SimpleStatement.newInstance(
                            WORDINGS, tenant.value(), Slices.bucket(question, BUCKETS), question))
                    .thenCompose(others -> firstReadable(tenant, others, 1));
        });
    }

    private CompletionStage<Optional<Words>> firstReadable(TenantId tenant, List<Row> rows, int from) {
        return from >= rows.size()
                ? CompletableFuture.completedStage(Optional.empty())
                : open(tenant, rows.get(from))
                        .thenCompose(words -> words.isPresent()
                                ? CompletableFuture.completedStage(words)
                                : firstReadable(tenant, rows, from + 1));
    }

    private CompletionStage<Optional<Words>> open(TenantId tenant, Row row) {
        CustomerId customer = new CustomerId(text(row, "customer"));
        return keyring.of(tenant, customer).thenApply(keys -> Optional.ofNullable(
                        Stored.openPart(new TypeReference<String>() {}, text(row, "words"), keys))
                .map(words -> new Words(customer, words)));
    }

    @Override
    public CompletionStage<Done> decide(
            TenantId tenant, String question, State state, @Nullable String article, AgentId by, Instant at) {
        return execute(SimpleStatement.newInstance(
                        "INSERT INTO parley.knowledge_question (tenant, question, state, article, decided_by, at)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        tenant.value(),
                        question,
                        state.code(),
                        article,
                        by.value(),
                        at))
                .thenApply(done -> Done.getInstance());
    }

    @Override
    public CompletionStage<Done> record(TenantId tenant, QuestionOccurrence asked) {
        return keyring.of(tenant, asked.customer()).thenCompose(keys -> {
            if (!keys.canSeal()) {
                // Their key has been destroyed since: there is nothing left to learn from.
                return CompletableFuture.completedStage(Done.getInstance());
            }
            String words = Stored.sealPart(Personal.Kind.TEXT, asked.words(), keys);
            return execute(SimpleStatement.newInstance(
                            "INSERT INTO parley.knowledge_asked"
                                    + " (tenant, bucket, question, customer, conversation, sequence, at, language, words)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            tenant.value(),
                            Slices.bucket(asked.question(), BUCKETS),
                            asked.question(),
                            asked.customer().value(),
                            asked.conversation().value(),
                            asked.sequence(),
                            asked.at(),
                            asked.language().code(),
                            words))
                    .thenApply(done -> Done.getInstance());
        });
    }

    private static Question question(Row row, Decided decided, Words words) {
        return new Question(
                text(row, "question"),
                words.text(),
                Language.valueOf(text(row, "language").toUpperCase(Locale.ROOT)),
                row.getLong("times"),
                Objects.requireNonNull(row.getInstant("last_at")),
                words.customer(),
                new ConversationId(text(row, "conversation")),
                decided.state(),
                decided.article());
    }

    private static Decided decided(Row row) {
        return new Decided(State.valueOf(text(row, "state").toUpperCase(Locale.ROOT)), row.getString("article"));
    }

    private static List<Row> both(List<Row> some, List<Row> more) {
        return Stream.concat(some.stream(), more.stream()).limit(MAX_COUNT).toList();
    }

    private CompletionStage<List<Row>> rows(SimpleStatement query) {
        return execute(query).thenCompose(page -> remaining(page, new ArrayList<>()));
    }

    private static CompletionStage<List<Row>> remaining(AsyncResultSet page, List<Row> found) {
        page.currentPage().forEach(found::add);
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> remaining(next, found))
                : CompletableFuture.completedStage(found);
    }

    private CompletionStage<AsyncResultSet> execute(SimpleStatement statement) {
        return session.executeAsync(statement.setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }

    private static String text(Row row, String column) {
        return Objects.requireNonNull(row.getString(column), column);
    }
}
