package io.parley.bots;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.dialogue.BotBusyException;
import io.parley.dialogue.BotThreads;
import io.parley.dialogue.Conversing;
import io.parley.dialogue.DialogueBot;
import io.parley.dialogue.NameReader;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.forms.DemoForms;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.edge.EdgeFixture;
import io.parley.edge.FakeActions;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Language;
import io.parley.language.annotation.Annotators;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeasuredBotTest {

    private static final Duration LONG = Duration.ofHours(1);

    private static final Turn GREETING = new Turn(
            new TenantId("demo"),
            new ConversationId("c"),
            1,
            List.of(List.of(new Content.Text("Hello"))),
            Asker.unproven(new ChannelAddress("webchat", "webchat-demo", "dl_1")),
            null,
            Memory.EMPTY,
            Instant.EPOCH);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CountDownLatch blocked = new CountDownLatch(1);

    @BeforeEach
    void measure() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void end() {
        blocked.countDown();
        Metrics.removeRegistry(registry);
    }

    private void block(BotThreads onlyOne) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        onlyOne.execute(() -> {
            begun.countDown();
            try {
                blocked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        begun.await();
    }

    private long decided() {
        Timer timer = registry.find("parley.turn").tag("phase", "decided").timer();
        return timer == null ? 0 : timer.count();
    }

    private static MeasuredBot bot(BotThreads threads) {
        DialogueBot bot = new DialogueBot(
                utterance -> new Analysis(Language.EN, List.of(), false, Emotion.NEUTRAL, 0, List.of(), ""),
                tenant -> new BotKnowledge(KnowledgeIndex.EMPTY, DemoForms.ALL),
                new FakeActions(),
                new NameReader(Annotators.NONE, Duration.ZERO),
                Optional.empty(),
                Conversing.settings(),
                threads,
                threads.continuing(),
                new DialogueBot.Limits(LONG, LONG));
        return new MeasuredBot(bot::decide, threads);
    }

    @Test
    void timesATurnFromWhenItBeginsAndDoesNotTimeOneThatIsGivenUpWhileItWaits() throws Exception {
        try (BotThreads threads = new BotThreads(1, 10, LONG)) {
            MeasuredBot bot = bot(threads);
            block(threads);
            var givenUp = bot.decide(GREETING).toCompletableFuture();
            var patient = bot.decide(GREETING).toCompletableFuture();
            givenUp.completeExceptionally(new BotBusyException("it waited too long"));
            assertThat(decided()).isZero();

            blocked.countDown();
            assertThat(patient.join()).isNotNull();
            EdgeFixture.eventually(() -> decided() > 0);
            assertThat(decided()).isEqualTo(1);
        }
    }

    @Test
    void isClosedWhileTooManyTurnsWaitForItsThreads() throws Exception {
        try (BotThreads threads = new BotThreads(1, 1, LONG)) {
            MeasuredBot bot = new MeasuredBot((turn, begins) -> new CompletableFuture<>(), threads);
            block(threads);
            assertThat(bot.closedFor()).isZero();
            threads.execute(() -> {});
            assertThat(bot.closedFor()).isPositive();
            blocked.countDown();
        }
    }
}
