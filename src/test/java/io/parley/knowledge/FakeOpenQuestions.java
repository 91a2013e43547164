package io.parley.knowledge;

import akka.Done;
import io.parley.AgentId;
import io.parley.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Questions in memory. */
public final class FakeOpenQuestions implements OpenQuestions {

    private record Once(TenantId tenant, String question, String conversation, long sequence) {}

    private record Decided(State state, @Nullable String article) {}

    private final Map<Once, QuestionOccurrence> asked = new HashMap<>();
    private final Map<String, Decided> decided = new HashMap<>();

    @Override
    public synchronized CompletionStage<List<Question>> list(TenantId tenant, State state) {
        return CompletableFuture.completedStage(asked.keySet().stream()
                .filter(once -> once.tenant().equals(tenant))
                .map(Once::question)
                .distinct()
                .map(id -> question(tenant, id))
                .filter(question -> question.state() == state)
                .toList());
    }

    @Override
    public synchronized CompletionStage<Optional<Question>> get(TenantId tenant, String question) {
        boolean known = asked.keySet().stream()
                .anyMatch(
                        once -> once.tenant().equals(tenant) && once.question().equals(question));
        return CompletableFuture.completedStage(known ? Optional.of(question(tenant, question)) : Optional.empty());
    }

    private Question question(TenantId tenant, String id) {
        List<QuestionOccurrence> times = new ArrayList<>(asked.entrySet().stream()
                .filter(entry -> entry.getKey().tenant().equals(tenant)
                        && entry.getKey().question().equals(id))
                .map(Map.Entry::getValue)
                .toList());
        times.sort(Comparator.comparing(QuestionOccurrence::at));
        QuestionOccurrence last = times.get(times.size() - 1);
        Decided decision = decided.getOrDefault(tenant + "|" + id, new Decided(State.OPEN, null));
        return new Question(
                id,
                last.words(),
                last.language(),
                times.size(),
                last.at(),
                last.customer(),
                last.conversation(),
                decision.state(),
                decision.article());
    }

    @Override
    public synchronized CompletionStage<Done> decide(
            TenantId tenant, String question, State state, @Nullable String article, AgentId by, Instant at) {
        decided.put(tenant + "|" + question, new Decided(state, article));
        return CompletableFuture.completedStage(Done.getInstance());
    }

    @Override
    public synchronized CompletionStage<Done> record(TenantId tenant, QuestionOccurrence once) {
        asked.put(new Once(tenant, once.question(), once.conversation().value(), once.sequence()), once);
        return CompletableFuture.completedStage(Done.getInstance());
    }
}
