package io.parley.inbox;

import io.parley.EntityKey;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.Silence;
import io.parley.directory.Directory;
import io.parley.inbox.OpenConversations.Open;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches the read side for conversations that no agent holds and that have long been silent, and asks them to end. They need not be in
 * memory meanwhile, and a restart loses nothing: the next pass finds what was missed. Each decides by its own state and clock, so a list
 * that is behind does no harm. A conversation that does not answer is asked again in the next pass; one that answers is left alone until
 * the time it has given for its end.
 */
public final class SilenceSweep {

    private static final Logger LOG = LoggerFactory.getLogger(SilenceSweep.class);

    /**
     * A conversation's last answer.
     *
     * @param sequence of its newest event in the list when it was asked
     * @param limits it was asked with
     * @param until when it need not be asked again, unless the sequence or the limits have changed
     */
    private record Answered(long sequence, Silence limits, Instant until) {
        boolean stillHolds(Open open, Silence now, Instant at) {
            return sequence == open.sequence() && limits.equals(now) && at.isBefore(until);
        }
    }

    private final Directory directory;
    private final OpenConversations conversations;
    private final BiFunction<EntityKey, Silence, CompletionStage<Conversation.Expiry>> endIfSilent;
    private final Silences silences;
    private final Clock clock;

    /** The answers of conversations that are still in the list, such as those with an open form. */
    private final Map<EntityKey, Answered> answers = new ConcurrentHashMap<>();

    /** @param endIfSilent asks a conversation; fails if it does not answer in time */
    SilenceSweep(
            Directory directory,
            OpenConversations conversations,
            BiFunction<EntityKey, Silence, CompletionStage<Conversation.Expiry>> endIfSilent,
            Silences silences,
            Clock clock) {
        this.directory = directory;
        this.conversations = conversations;
        this.endIfSilent = endIfSilent;
        this.silences = silences;
        this.clock = clock;
    }

    /** Makes one pass over all tenants' open conversations; never fails. Must not be called during another pass. */
    CompletionStage<Void> run() {
        Set<EntityKey> due = ConcurrentHashMap.newKeySet();
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        Map<TenantId, Silence> limits = limits();
        CompletionStage<Void> all = CompletableFuture.completedStage(null);
        for (int part = 0; part < OpenConversations.PARTS; part++) {
            int next = part;
            all = all.thenCompose(done -> conversations.scan(next, page -> ask(page, limits, due)))
                    .exceptionally(failure -> {
                        failed.set(failure.getCause() == null ? failure : failure.getCause());
                        return null;
                    });
        }
        return all.thenRun(() -> {
            Throwable failure = failed.get();
            if (failure == null) {
                answers.keySet().retainAll(due);
            } else {
                LOG.warn(
                        "some silent conversations could not be ended and will be retried: {}",
                        failure.getClass().getSimpleName());
            }
        });
    }

    private Map<TenantId, Silence> limits() {
        Map<TenantId, Silence> limits = new HashMap<>();
        for (TenantId tenant : directory.tenants()) {
            limits.put(tenant, silences.of(tenant));
        }
        return limits;
    }

    /** Completes when all have answered or timed out, so that at most one page of them is woken at a time. */
    private CompletionStage<Void> ask(List<Open> page, Map<TenantId, Silence> limits, Set<EntityKey> due) {
        Instant now = clock.instant();
        List<CompletableFuture<?>> asked = new ArrayList<>();
        for (Open open : page) {
            Silence silence = limits.get(open.conversation().tenant());
            if (silence == null || !isDue(open, silence, now)) {
                continue;
            }
            due.add(open.conversation());
            Answered before = answers.get(open.conversation());
            if (before == null || !before.stillHolds(open, silence, now)) {
                asked.add(ask(open, silence, now).toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new));
    }

    /** A conversation with an open form appears to be due early, because only the conversation itself knows of the form. */
    private static boolean isDue(Open open, Silence silence, Instant now) {
        return switch (open.owner()) {
            case BOT -> !now.isBefore(open.lastAt().plus(silence.after()));
            case QUEUE -> !now.isBefore(open.lastAt().plus(silence.inQueue()));
            case AGENT, NOBODY -> false;
        };
    }

    private CompletionStage<Void> ask(Open open, Silence silence, Instant now) {
        return endIfSilent.apply(open.conversation(), silence).handle((expiry, failure) -> {
            if (failure == null) {
                // Null: it has ended, or something under way will change its sequence number. The list is only behind.
                Instant until = expiry.at() == null ? now.plus(silence.after()) : expiry.at();
                answers.put(open.conversation(), new Answered(open.sequence(), silence, until));
            }
            return null;
        });
    }
}
