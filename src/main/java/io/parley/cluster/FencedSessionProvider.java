package io.parley.cluster;

import akka.actor.ActorSystem;
import akka.stream.alpakka.cassandra.CqlSessionProvider;
import akka.stream.alpakka.cassandra.DriverConfigLoaderFromConfig;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
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
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Connects to Cassandra and asks the {@link Fence} at the last moment before anything is sent there. Asking any earlier would let a
 * process that is paused between the question and the sending write over what others have written since. What has to wait is kept in order. Statements are prepared until
 * that works, see {@link RepeatedPrepares}. Named in cluster-config/common.conf.
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
            return new RepeatedPrepares(session);
        }

        @Override
        protected DriverContext buildContext(DriverConfigLoader config, ProgrammaticArguments arguments) {
            return new DefaultDriverContext(config, arguments) {
                @Override
                protected NettyOptions buildNettyOptions() {
                    return new DefaultNettyOptions(this) {
                        @Override
                        public void afterChannelInitialized(Channel channel) {
                            channel.pipeline().addFirst("fence", new Gate(fence));
                        }
                    };
                }
            };
        }
    }

    /** Next to the socket. */
    static final class Gate extends ChannelOutboundHandlerAdapter {
        private final Fence fence;

        Gate(Fence fence) {
            this.fence = fence;
        }

        @Override
        public void flush(ChannelHandlerContext context) {
            if (fence.permits(() -> context.executor().execute(() -> flush(context)))) {
                context.flush();
            }
        }
    }
}
