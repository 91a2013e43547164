package io.parley.cluster;

import akka.actor.ActorSystem;
import akka.stream.alpakka.cassandra.CqlSessionProvider;
import akka.stream.alpakka.cassandra.DriverConfigLoaderFromConfig;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.session.ProgrammaticArguments;
import com.datastax.oss.driver.internal.core.context.DefaultDriverContext;
import com.datastax.oss.driver.internal.core.context.DefaultNettyOptions;
import com.datastax.oss.driver.internal.core.context.NettyOptions;
import com.typesafe.config.Config;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Connects to Cassandra, and checks the {@link Fence} at the last moment before anything is sent. If it checked any earlier, a process
 * paused between the check and the sending could overwrite later writes of others. Waiting statements are kept in order, but no longer than
 * the driver waits for an answer: by then they have timed out, and their senders may be reading the rows they would change. Preparing a
 * statement is retried until it succeeds, see {@link RetryingPrepareSession}. Named in cluster-config/common.conf.
 */
public final class FencedSessionProvider implements CqlSessionProvider {

    private final Fence fence;
    private final DriverConfigLoader driverConfig;

    public FencedSessionProvider(ActorSystem system, Config config) {
        this.fence = Fence.get(system);
        this.driverConfig = DriverConfigLoaderFromConfig.fromConfig(CqlSessionProvider.driverConfig(system, config));
    }

    @Override
    public Future<CqlSession> connect(ExecutionContext executor) {
        return FutureConverters.asScala(
                new Builder().withConfigLoader(driverConfig).buildAsync());
    }

    private final class Builder extends CqlSessionBuilder {
        @Override
        protected CqlSession wrap(CqlSession session) {
            return new RetryingPrepareSession(session);
        }

        @Override
        protected DriverContext buildContext(DriverConfigLoader config, ProgrammaticArguments arguments) {
            return new DefaultDriverContext(config, arguments) {
                @Override
                protected NettyOptions buildNettyOptions() {
                    return new DefaultNettyOptions(this) {
                        @Override
                        public void afterChannelInitialized(Channel channel) {
                            Duration patience = config.getInitialConfig()
                                    .getDefaultProfile()
                                    .getDuration(DefaultDriverOption.REQUEST_TIMEOUT);
                            channel.pipeline().addFirst("fence", new Gate(fence, patience));
                        }
                    };
                }
            };
        }
    }

    /** The last handler before the socket. */
    static final class Gate extends ChannelOutboundHandlerAdapter {
        private final Fence fence;
        private final Duration patience;
        /** When the lease ended; null while no statement waits for its renewal. */
        private Fence.@Nullable Moment waiting;

        /** @param patience how long the driver waits for an answer */
        Gate(Fence fence, Duration patience) {
            this.fence = fence;
            this.patience = patience;
        }

        /**
         * Sends pending statements unless they have waited too long: they cannot be removed from a channel, so the channel is then closed
         * and the driver reconnects. The wait counts from the end of the lease, because a statement may have been created just before the
         * process was paused. Statements sent before that have timed out, too.
         */
        @Override
        public void flush(ChannelHandlerContext context) {
            if (waiting == null) {
                waiting = fence.over();
            }
            if (!fence.permits(() -> context.executor().execute(() -> flush(context)))) {
                if (waiting == null) {
                    waiting = fence.now();
                }
                return;
            }
            Fence.Moment since = waiting;
            waiting = null;
            if (since != null && fence.hasPassed(since, patience)) {
                context.close();
            } else {
                context.flush();
            }
        }
    }
}
