package io.parley.cluster;

import com.typesafe.config.Config;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.Silence;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent.Document;
import io.parley.inbox.ConversationLists;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for conversations that no agent holds and in which nobody has said anything for long, in the read side, and asks them to end. They need not
 * be in memory meanwhile, and a restart loses nothing: what was missed is found the next time. Each decides by its own state and clock, so a list
 * that is behind, or several nodes that sweep at once, do no harm.
 */
public final class SilenceSweep {

    private static final Logger LOG = LoggerFactory.getLogger(SilenceSweep.class);
    private static final int PAGE = 200;
    private static final ConversationLists.Filter HELD_BY_THE_BOT =
            new ConversationLists.Filter(Conversation.Status.OPEN, Conversation.OwnerKind.BOT, null, null, null);
    private static final ConversationLists.Filter WAITING =
            new ConversationLists.Filter(Conversation.Status.OPEN, Conversation.OwnerKind.QUEUE, null, null, null);

    private final Directory directory;
    private final ConversationLists lists;
    private final BiConsumer<EntityKey, Conversation.Command> conversations;
    private final Silence standard;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();

    /** Those that were asked and did not end, such as one with an open form, and their sequence numbers then: not asked again in vain. */
    private Map<ConversationId, Long> asked = Map.of();

    /** @param conversations sends a command to a conversation of a tenant; fire-and-forget */
    SilenceSweep(
            Directory directory,
            ConversationLists lists,
            BiConsumer<EntityKey, Conversation.Command> conversations,
            Silence standard,
            Clock clock) {
        this.directory = directory;
        this.lists = lists;
        this.conversations = conversations;
        this.standard = standard;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException for a document that {@link Silence} cannot be read from */
    public static void check(Document document, Config config) {
        Silence.from(config.getConfig("parley.conversation.silence")).with(document.text());
    }

    /** One pass over all tenants, one after the other; nothing while another pass is under way. */
    CompletionStage<Void> run() {
        if (!running.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(null);
        }
        Map<ConversationId, Long> seen = new HashMap<>();
        CompletionStage<Void> all = CompletableFuture.completedStage(null);
        for (TenantId tenant : directory.tenants()) {
            all = all.thenCompose(done -> page(tenant, limits(tenant), seen, HELD_BY_THE_BOT, null))
                    .thenCompose(done -> page(tenant, limits(tenant), seen, WAITING, null));
        }
        return all.whenComplete((done, failure) -> {
            if (failure == null) {
                asked = seen;
            } else {
                LOG.warn(
                        "silent conversations are ended later: {}",
                        failure.getClass().getSimpleName());
            }
            running.set(false);
        });
    }

    private Silence limits(TenantId tenant) {
        List<Document> own = directory.documents(tenant, Document.SILENCE);
        return own.isEmpty() ? standard : standard.with(own.get(0).text());
    }

    private CompletionStage<Void> page(
            TenantId tenant,
            Silence limits,
            Map<ConversationId, Long> seen,
            ConversationLists.Filter filter,
            @Nullable String cursor) {
        return lists.list(tenant, filter, PAGE, cursor).thenCompose(page -> {
            Instant now = clock.instant();
            page.items().forEach(summary -> ask(tenant, limits, seen, summary, now));
            return page.next() == null
                    ? CompletableFuture.completedStage(null)
                    : page(tenant, limits, seen, filter, page.next());
        });
    }

    private void ask(
            TenantId tenant,
            Silence limits,
            Map<ConversationId, Long> seen,
            Conversation.Summary summary,
            Instant now) {
        boolean waits = summary.owner().kind() == Conversation.OwnerKind.QUEUE;
        Duration first = waits ? limits.inQueue() : limits.after();
        Duration last = waits ? limits.inQueue() : limits.inForm();
        Conversation.LastMessage message = summary.lastMessage();
        if (message == null || now.isBefore(message.at().plus(first))) {
            return;
        }
        Long before = asked.get(summary.id());
        boolean inVain = before != null && before == summary.sequence();
        seen.put(summary.id(), summary.sequence());
        if (!inVain || !now.isBefore(message.at().plus(last))) {
            conversations.accept(
                    new EntityKey(tenant, summary.id().value()),
                    new Conversation.EndIfSilent(
                            limits.after(), limits.inForm(), limits.inQueue(), limits.reopenWithin()));
        }
    }
}
