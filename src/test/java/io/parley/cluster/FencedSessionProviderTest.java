package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FencedSessionProviderTest {

    private final AtomicLong seconds = new AtomicLong();
    private final Fence fence =
            new Fence(Duration.ofSeconds(5), () -> seconds.get() * 1_000_000_000, () -> seconds.get() * 1_000_000_000);
    private final EmbeddedChannel toCassandra =
            new EmbeddedChannel(new FencedSessionProvider.Gate(fence, Duration.ofSeconds(4)));

    private static Object statement() {
        return Unpooled.copiedBuffer("INSERT", StandardCharsets.UTF_8);
    }

    @Test
    void sendsWhatANodeWritesThatMayWrite() {
        fence.confirm(fence.now());
        toCassandra.writeAndFlush(statement());

        assertThat((Object) toCassandra.readOutbound()).isNotNull();
    }

    @Test
    void sendsNothingThatWasGivenToTheConnectionBeforeALongPause() {
        fence.confirm(fence.now());
        toCassandra.write(statement());
        seconds.addAndGet(60);
        toCassandra.flush();

        assertThat((Object) toCassandra.readOutbound()).isNull();
    }

    @Test
    void sendsItInItsOrderWhenTheNodeMayWriteAfterAll() {
        fence.confirm(fence.now());
        seconds.addAndGet(7);
        toCassandra.writeAndFlush("first");
        toCassandra.writeAndFlush("second");
        fence.confirm(fence.now());
        toCassandra.runPendingTasks();

        assertThat((Object) toCassandra.readOutbound()).isEqualTo("first");
        assertThat((Object) toCassandra.readOutbound()).isEqualTo("second");
        assertThat(toCassandra.isOpen()).isTrue();
    }

    @Test
    void closesTheConnectionInsteadOfSendingWhatTheDriverHasGivenUp() {
        fence.confirm(fence.now());
        seconds.addAndGet(6);
        toCassandra.writeAndFlush("given up");
        seconds.addAndGet(4);
        fence.confirm(fence.now());
        toCassandra.runPendingTasks();

        assertThat((Object) toCassandra.readOutbound()).isNull();
        assertThat(toCassandra.isOpen()).isFalse();
    }

    @Test
    void doesNotSendItEitherWithWhatComesJustAfterTheLeaseIsRenewed() {
        fence.confirm(fence.now());
        seconds.addAndGet(6);
        toCassandra.writeAndFlush("given up");
        seconds.addAndGet(4);
        fence.confirm(fence.now());
        toCassandra.writeAndFlush("new");

        assertThat((Object) toCassandra.readOutbound()).isNull();
        assertThat(toCassandra.isOpen()).isFalse();
    }

    @Test
    void doesNotSendWhatMayHaveBeenMadeBeforeALongPause() {
        fence.confirm(fence.now());
        seconds.addAndGet(60);
        toCassandra.writeAndFlush("made before");
        fence.confirm(fence.now());
        toCassandra.runPendingTasks();

        assertThat((Object) toCassandra.readOutbound()).isNull();
        assertThat(toCassandra.isOpen()).isFalse();
    }

    @Test
    void sendsAgainOnTheNextConnection() {
        fence.confirm(fence.now());
        seconds.addAndGet(60);
        toCassandra.writeAndFlush("made before");
        fence.confirm(fence.now());
        toCassandra.runPendingTasks();

        EmbeddedChannel next = new EmbeddedChannel(new FencedSessionProvider.Gate(fence, Duration.ofSeconds(4)));
        next.writeAndFlush("new");
        assertThat((Object) next.readOutbound()).isEqualTo("new");
    }
}
