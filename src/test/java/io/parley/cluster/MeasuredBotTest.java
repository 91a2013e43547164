package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.dialogue.BotThreads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MeasuredBotTest {

    @Test
    void isClosedWhileTooManyTurnsWaitForItsThreads() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        try (BotThreads threads = new BotThreads(1, 1, Duration.ofHours(1))) {
            MeasuredBot bot = new MeasuredBot(turn -> new CompletableFuture<>(), threads);
            threads.execute(() -> {
                begun.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            begun.await();
            assertThat(bot.closedFor()).isZero();
            threads.execute(() -> {});
            assertThat(bot.closedFor()).isPositive();
            end.countDown();
        }
    }
}
