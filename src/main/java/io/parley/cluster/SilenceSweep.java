package io.parley.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import com.typesafe.config.Config;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
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
 * Looks for conversations that the bot holds and in which nobody has said anything for long, in the read side, and asks them to end. They need not
 * be in memory meanwhile, and a restart loses nothing: what was missed is found the next time. Each decides by its own state and clock, so a list
 * that is behind, or several nodes that sweep at once, do no harm.
 */
public final class SilenceSweep {

    private static final Logger LOG = LoggerFactory.getLogger(SilenceSweep.class);
    private static final int PAGE = 200;
    private static final ConversationLists.Filter HELD_BY_THE_BOT =
            new ConversationLists.Filter(Conversation.Status.OPEN, Conversation.OwnerKind.BOT, null, null, null);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new ParameterNamesModule())
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * How long conversations stay open.
     *
     * @param after the bot's last answer, or the customer's last message, the conversation ends
     * @param inForm the same while a form is open
     * @param reopenWithin after such an end a customer who writes goes on in the same conversation
     */
    record Limits(Duration after, Duration inForm, Duration reopenWithin) {
        Limits {
            if (after.isNegative() || after.isZero() || inForm.compareTo(after) < 0 || reopenWithin.isNegative()) {
                throw new IllegalArgumentException(
                        "silence: after must be positive, inForm not below it, and reopenWithin not negative");
            }
        }

        static Limits from(Config config) {
            return new Limits(
                    config.getDuration("after"), config.getDuration("in-form"), config.getDuration("reopen-within"));
        }

        /** As a tenant's document says, where it says something. */
        Limits with(Document document) {
            try {
                Entry entry = JSON.readValue(document.text(), Entry.class);
                return new Limits(
                        entry.after() == null ? after : entry.after(),
                        entry.inForm() == null ? inForm : entry.inForm(),
                        entry.reopenWithin() == null ? reopenWithin : entry.reopenWithin());
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("silence: " + e.getOriginalMessage(), e);
            }
        }

        private record Entry(@Nullable Duration after, @Nullable Duration inForm, @Nullable Duration reopenWithin) {}
    }

    private final Directory directory;
    private final ConversationLists lists;
    private final BiConsumer<EntityKey, Conversation.Command> conversations;
    private final Limits standard;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();

    /** Those that were asked and did not end, such as one with an open form, and their sequence numbers then: not asked again in vain. */
    private Map<ConversationId, Long> asked = Map.of();

    /** @param conversations sends a command to a conversation of a tenant; fire-and-forget */
    SilenceSweep(
            Directory directory,
            ConversationLists lists,
            BiConsumer<EntityKey, Conversation.Command> conversations,
            Limits standard,
            Clock clock) {
        this.directory = directory;
        this.lists = lists;
        this.conversations = conversations;
        this.standard = standard;
        this.clock = clock;
    }

    /** Refuses a document that {@link Limits} cannot be read from. */
    public static void check(Document document, Config config) {
        Limits.from(config.getConfig("parley.conversation.silence")).with(document);
    }

    /** One pass over all tenants, one after the other; nothing while another pass is under way. */
    CompletionStage<Void> run() {
        if (!running.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(null);
        }
        Map<ConversationId, Long> seen = new HashMap<>();
        CompletionStage<Void> all = CompletableFuture.completedStage(null);
        for (TenantId tenant : directory.tenants()) {
            all = all.thenCompose(done -> page(tenant, limits(tenant), seen, null));
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

    private Limits limits(TenantId tenant) {
        List<Document> own = directory.documents(tenant, Document.SILENCE);
        return own.isEmpty() ? standard : standard.with(own.get(0));
    }

    private CompletionStage<Void> page(
            TenantId tenant, Limits limits, Map<ConversationId, Long> seen, @Nullable String cursor) {
        return lists.list(tenant, HELD_BY_THE_BOT, PAGE, cursor).thenCompose(page -> {
            Instant now = clock.instant();
            page.items().forEach(summary -> ask(tenant, limits, seen, summary, now));
            return page.next() == null
                    ? CompletableFuture.completedStage(null)
                    : page(tenant, limits, seen, page.next());
        });
    }

    private void ask(
            TenantId tenant, Limits limits, Map<ConversationId, Long> seen, Conversation.Summary summary, Instant now) {
        Conversation.LastMessage last = summary.lastMessage();
        if (last == null || now.isBefore(last.at().plus(limits.after()))) {
            return;
        }
        Long before = asked.get(summary.id());
        boolean inVain = before != null && before == summary.sequence();
        seen.put(summary.id(), summary.sequence());
        if (!inVain || !now.isBefore(last.at().plus(limits.inForm()))) {
            conversations.accept(
                    new EntityKey(tenant, summary.id().value()),
                    new Conversation.EndIfSilent(limits.after(), limits.inForm(), limits.reopenWithin()));
        }
    }
}
