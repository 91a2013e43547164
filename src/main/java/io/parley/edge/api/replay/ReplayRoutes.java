package io.parley.edge.api.replay;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.ConversationId;
import io.parley.LogFields;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.Replay;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.directory.Permission;
import io.parley.edge.api.CurrentBot;
import io.parley.edge.api.conversations.Conversations;
import io.parley.edge.api.conversations.EntryView;
import io.parley.edge.auth.Authentication;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.RequestLog;
import io.parley.inbox.Transcripts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Replays a recorded conversation with the current bot, turn by turn beside the original answers. */
public final class ReplayRoutes {

    /** Longer conversations are replayed only up to here. */
    private static final int MAX_EVENTS = 5_000;

    /** The outcome of one decision. */
    private record Outcome(List<EntryView> entries, List<String> trace) {}

    /**
     * One turn.
     *
     * @param recordedKnowledge the version of the articles and products with which it was decided at the time
     * @param again null where the current bot would first send a system a query that was not sent at the time
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ReplayedTurn(
            long sequence, boolean same, String recordedKnowledge, Outcome recorded, @Nullable Outcome again) {}

    /** @param knowledge the current version of the articles and products; @param same whether every turn is the same */
    private record Replayed(String knowledge, boolean same, List<ReplayedTurn> items) {}

    private final Backend backend;
    private final Authentication authentication;
    private final CurrentBot today;

    public ReplayRoutes(Backend backend, Authentication authentication, CurrentBot today) {
        this.backend = backend;
        this.authentication = authentication;
        this.today = today;
    }

    /** The routes served here, below {@code /api/v1}. */
    public Route routes() {
        return Directives.path(
                PathMatchers.segment("conversations")
                        .slash(PathMatchers.segment())
                        .slash("replay"),
                id -> Directives.get(() ->
                        Directives.extractRequest(request -> authentication.permitted(Permission.REPLAY, agent -> {
                            ConversationId conversation = Conversations.id(id);
                            RequestLog.about(request, LogFields.NONE.conversation(conversation));
                            return Directives.completeWithFuture(replay(agent.tenant(), conversation));
                        }))));
    }

    private CompletionStage<HttpResponse> replay(TenantId tenant, ConversationId conversation) {
        return events(tenant, conversation, new ArrayList<>())
                .thenApplyAsync(
                        events -> {
                            if (events.isEmpty()) {
                                throw Conversations.notFound();
                            }
                            BotKnowledge known = today.known().apply(tenant);
                            List<ReplayedTurn> turns = Replay.of(
                                            tenant, conversation, events, (turn, basis) -> today.dialogue()
                                                    .again(turn, basis, known))
                                    .stream()
                                    .map(turn -> view(conversation, turn))
                                    .toList();
                            return Json.ok(
                                    new Replayed(known.version(), turns.stream().allMatch(ReplayedTurn::same), turns));
                        },
                        today.models());
    }

    /** Reads the events from the first on, page by page. */
    private CompletionStage<List<Conversation.Event>> events(
            TenantId tenant, ConversationId conversation, List<Conversation.Event> before) {
        return backend.transcripts()
                .read(tenant, conversation, before.size(), Transcripts.MAX_LIMIT)
                .thenCompose(page -> {
                    page.forEach(recorded -> before.add(recorded.event()));
                    return page.size() < Transcripts.MAX_LIMIT || before.size() >= MAX_EVENTS
                            ? CompletableFuture.completedStage(before)
                            : events(tenant, conversation, before);
                });
    }

    private static ReplayedTurn view(ConversationId conversation, Replay.Compared turn) {
        Conversation.BotAnswered recorded =
                (Conversation.BotAnswered) turn.recorded().get(0);
        return new ReplayedTurn(
                turn.sequence(),
                turn.same(),
                recorded.basis() == null ? "" : recorded.basis().knowledge(),
                outcome(conversation, turn.sequence(), turn.recorded()),
                turn.again() == null ? null : outcome(conversation, turn.sequence(), turn.again()));
    }

    private static Outcome outcome(ConversationId conversation, long sequence, List<Conversation.Event> events) {
        List<EntryView> entries = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            entries.add(EntryView.of(conversation, sequence + i, events.get(i)));
        }
        return new Outcome(entries, ((Conversation.BotAnswered) events.get(0)).trace());
    }
}
