package io.parley.bots;

import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.dialogue.Bot;
import io.parley.dialogue.DialogueBot;
import io.parley.dialogue.DialogueSettings;
import io.parley.dialogue.NameReader;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.knowledge.Article;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.language.LanguageEngine;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Lets the bot decide turns before any customer waits for one: in a fresh process the first turns take seconds, and the next hundred about
 * ten times as long as later ones. Uses the questions that the tenants' articles answer. Has no effect outside: no action is run and no
 * language model is called.
 */
final class WarmUp {

    private static final List<String> FIRST =
            List.of("你好，怎么退货？", "Hello, how do I return something?", "我的 order 到哪了 please 帮我看一下");

    private record Question(TenantId tenant, String text) {}

    private final Bot bot;
    private final Function<TenantId, BotKnowledge> known;
    private final Clock clock;

    WarmUp(LanguageEngine language, Function<TenantId, BotKnowledge> known, DialogueSettings settings, Clock clock) {
        this.bot = new DialogueBot(language, known, Actions.NONE, NameReader.NONE, settings, Runnable::run);
        this.known = known;
        this.clock = clock;
    }

    /**
     * Completes when each tenant's bot has been asked in Chinese, in English and in a mix of both, and after that either the limit has
     * passed or every question has been asked.
     *
     * @param threads all in use until then
     */
    CompletableFuture<Void> run(List<TenantId> tenants, Duration limit, ExecutorService threads, int count) {
        List<Question> first = new ArrayList<>();
        List<Question> more = new ArrayList<>();
        for (TenantId tenant : tenants) {
            FIRST.forEach(text -> first.add(new Question(tenant, text)));
            known.apply(tenant).index().articles().stream()
                    .flatMap(WarmUp::wordings)
                    .forEach(text -> more.add(new Question(tenant, text)));
        }
        long end = System.nanoTime() + limit.toNanos();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int thread = 0; thread < count; thread++) {
            int nth = thread;
            running.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = nth; i < first.size(); i += count) {
                            ask(first.get(i));
                        }
                        for (int i = nth; i < more.size() && System.nanoTime() < end; i += count) {
                            ask(more.get(i));
                        }
                    },
                    threads));
        }
        return CompletableFuture.allOf(running.toArray(new CompletableFuture<?>[0]));
    }

    private static Stream<String> wordings(Article article) {
        return Stream.concat(article.questions().zh().stream(), article.questions().en().stream());
    }

    private void ask(Question question) {
        Turn turn = new Turn(
                question.tenant(),
                new ConversationId("warm-up"),
                0,
                List.of(List.of(new Content.Text(question.text()))),
                Asker.unproven(new ChannelAddress("webchat", "webchat", "warm-up")),
                null,
                Memory.EMPTY,
                clock.instant());
        // Failures are reported when a customer's turn encounters them.
        bot.decide(turn)
                .toCompletableFuture()
                .handle((decision, failure) -> null)
                .join();
    }
}
