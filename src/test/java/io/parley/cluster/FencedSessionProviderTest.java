package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FencedSessionProviderTest {

    private final AtomicLong seconds = new AtomicLong();
    private final Fence fence =
            new Fence(Duration.ofSeconds(12), () -> seconds.get() * 1_000_000_000, () -> false, () -> {
                throw new IllegalStateException("the process has ended");
            });
    private final EmbeddedChannel toCassandra = new EmbeddedChannel(new FencedSessionProvider.Gate(fence));

    private static Object statement() {
        return Unpooled.copiedBuffer("INSERT", StandardCharsets.UTF_8);
    }

    @Test
    void sendsWhatAProcessWritesThatHasBeenAwake() {
        fence.look();
        toCassandra.writeAndFlush(statement());

        assertThat((Object) toCassandra.readOutbound()).isNotNull();
    }

    @Test
    void sendsNothingThatWasGivenToTheConnectionBeforeALongPause() {
        fence.look();
        toCassandra.write(statement());
        seconds.addAndGet(60);
        toCassandra.flush();

        assertThatThrownBy(toCassandra::checkException).hasMessage("the process has ended");
        assertThat((Object) toCassandra.readOutbound()).isNull();
    }
}
