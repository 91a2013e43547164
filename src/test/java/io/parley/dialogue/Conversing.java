package io.parley.dialogue;

import com.typesafe.config.ConfigFactory;
import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.orders.Orders;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A customer talking to the bot, turn after turn; it remembers what the bot wants remembered. */
final class Conversing {

    static final TenantId TENANT = new TenantId("demo");
    static final Instant NOW = Instant.parse("2026-11-20T02:00:00Z");

    private final FirstBot bot;
    private @Nullable String locale;
    private Bot.Memory memory = Bot.Memory.EMPTY;

    Conversing(KnowledgeIndex index) {
        this(index, new FakeOrders());
    }

    Conversing(KnowledgeIndex index, Orders orders) {
        bot = new FirstBot(tenant -> index, orders, settings(), Runnable::run);
    }

    static DialogueSettings settings() {
        return DialogueSettings.from(
                ConfigFactory.parseResources("io/parley/dialogue/dialogue.conf").getConfig("parley.dialogue"));
    }

    Conversing anew() {
        memory = Bot.Memory.EMPTY;
        return this;
    }

    Conversing claiming(String tag) {
        locale = tag;
        return this;
    }

    /** One turn of several messages. */
    Bot.Decision says(String... messages) {
        return sends(Stream.of(messages)
                .map(message -> List.<Content>of(new Content.Text(message)))
                .toList());
    }

    Bot.Decision sends(List<List<Content>> said) {
        Bot.Decision decision = bot.decide(new Bot.Turn(TENANT, new ConversationId("c-1"), said, locale, memory, NOW))
                .toCompletableFuture()
                .join();
        memory = decision.memory();
        return decision;
    }

    Bot.Memory memory() {
        return memory;
    }
}
