package io.parley.load.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 with kept connections, and sockets, on one thread: the generator shares the machine with what it measures. All methods are
 * called on {@link #loop()} and complete on it, so the code that follows needs no locks.
 */
public final class Wire implements AutoCloseable {

    private static final int LARGEST = 4 << 20;
    private static final int CONNECT_MILLIS = 2_000;
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private final NioEventLoopGroup group = new NioEventLoopGroup(1, new DefaultThreadFactory("load", true));
    private final EventLoop loop = group.next();
    private final Map<InetSocketAddress, ArrayDeque<Channel>> idle = new HashMap<>();
    private final boolean kept;

    /** Shares a few connections among all requests. */
    public Wire() {
        this(true);
    }

    /**
     * @param kept whether connections are kept and shared by all further requests; if not, each request has its own, as the browsers of
     *     different customers have
     */
    public Wire(boolean kept) {
        this.kept = kept;
    }

    /**
     * @param body empty when there was none
     * @param retryAfter the header Retry-After, in seconds; 0 for none
     */
    public record Answer(int status, String body, int retryAfter) {}

    /** Notified on the loop of events on a socket. */
    public interface Listener {
        void frame(String text);

        /** Called once, for a socket that was open. */
        void closed();
    }

    /** An open socket. */
    public interface Socket {
        /** Must be called on the loop. */
        void send(String text);

        void close();
    }

    public EventLoop loop() {
        return loop;
    }

    /**
     * One request.
     *
     * @param body JSON, or null for none
     * @return fails with an {@link IOException} when there is no connection or it broke, and with a {@link TimeoutException} past the
     *     limit; any status counts as an answer
     */
    public CompletableFuture<Answer> request(
            HttpMethod method, URI address, @Nullable String bearer, @Nullable String body, Duration limit) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        InetSocketAddress server = server(address);
        FullHttpRequest request = request(method, address, bearer, body);
        HttpUtil.setKeepAlive(request, kept);
        Channel open = kept(server);
        if (open != null) {
            Exchange.of(open).send(open, request, answer, limit);
            return answer;
        }
        bootstrap(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(LARGEST),
                                        new Exchange(() -> keep(server, channel)));
                    }
                })
                .connect(server)
                .addListener((io.netty.channel.ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        Channel channel = connected.channel();
                        Exchange.of(channel).send(channel, request, answer, limit);
                    } else {
                        request.release();
                        answer.completeExceptionally(connected.cause());
                    }
                });
        return answer;
    }

    /** Opens a socket; fails as {@link #request} does, or when the server refuses the upgrade. */
    public CompletableFuture<Socket> socket(URI address, Listener listener) {
        CompletableFuture<Socket> opened = new CompletableFuture<>();
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(address)
                .version(WebSocketVersion.V13)
                .customHeaders(EmptyHttpHeaders.INSTANCE)
                .maxFramePayloadLength(LARGEST)
                .handshakeTimeoutMillis(HANDSHAKE.toMillis())
                .build();
        bootstrap(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(LARGEST),
                                        new WebSocketClientProtocolHandler(config),
                                        new WebSocketFrameAggregator(LARGEST),
                                        new Frames(opened, listener));
                    }
                })
                .connect(server(address))
                .addListener((io.netty.channel.ChannelFuture connected) -> {
                    if (!connected.isSuccess()) {
                        opened.completeExceptionally(connected.cause());
                    }
                });
        return opened;
    }

    private Bootstrap bootstrap(ChannelInitializer<Channel> handlers) {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(handlers);
    }

    private static InetSocketAddress server(URI address) {
        return new InetSocketAddress(address.getHost(), address.getPort());
    }

    private static FullHttpRequest request(
            HttpMethod method, URI address, @Nullable String bearer, @Nullable String body) {
        ByteBuf content =
                body == null ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8));
        String query = address.getRawQuery();
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, method, address.getRawPath() + (query == null ? "" : "?" + query), content);
        request.headers().set(HttpHeaderNames.HOST, address.getRawAuthority());
        request.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
        if (body != null) {
            request.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        }
        if (bearer != null) {
            request.headers().set(HttpHeaderNames.AUTHORIZATION, "Bearer " + bearer);
        }
        return request;
    }

    private @Nullable Channel kept(InetSocketAddress server) {
        ArrayDeque<Channel> channels = idle.get(server);
        while (channels != null && !channels.isEmpty()) {
            Channel channel = channels.pop();
            if (channel.isActive()) {
                return channel;
            }
        }
        return null;
    }

    private void keep(InetSocketAddress server, Channel channel) {
        if (kept) {
            idle.computeIfAbsent(server, none -> new ArrayDeque<>()).push(channel);
        } else {
            channel.close();
        }
    }

    /** Closes every connection. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    /** One connection and the request under way on it. */
    private static final class Exchange extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final Runnable keep;
        private @Nullable CompletableFuture<Answer> waiting;
        private @Nullable ScheduledFuture<?> limit;

        Exchange(Runnable keep) {
            this.keep = keep;
        }

        static Exchange of(Channel channel) {
            return channel.pipeline().get(Exchange.class);
        }

        void send(Channel channel, FullHttpRequest request, CompletableFuture<Answer> answer, Duration within) {
            waiting = answer;
            limit = channel.eventLoop()
                    .schedule(
                            () -> {
                                end(new TimeoutException("no answer within " + within));
                                channel.close();
                            },
                            within.toMillis(),
                            TimeUnit.MILLISECONDS);
            channel.writeAndFlush(request, channel.voidPromise());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            Answer answer = new Answer(
                    response.status().code(),
                    response.content().toString(StandardCharsets.UTF_8),
                    response.headers().getInt(HttpHeaderNames.RETRY_AFTER, 0));
            CompletableFuture<Answer> asked = take();
            if (HttpUtil.isKeepAlive(response)) {
                keep.run();
            } else {
                context.close();
            }
            if (asked != null) {
                asked.complete(answer);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(new IOException("the connection was closed before the answer"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            end(cause);
            context.close();
        }

        private void end(Throwable cause) {
            CompletableFuture<Answer> asked = take();
            if (asked != null) {
                asked.completeExceptionally(cause);
            }
        }

        private @Nullable CompletableFuture<Answer> take() {
            CompletableFuture<Answer> asked = waiting;
            waiting = null;
            if (limit != null) {
                limit.cancel(false);
                limit = null;
            }
            return asked;
        }
    }

    private static final class Frames extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private final CompletableFuture<Socket> opened;
        private final Listener listener;

        Frames(CompletableFuture<Socket> opened, Listener listener) {
            this.opened = opened;
            this.listener = listener;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                Channel channel = context.channel();
                opened.complete(new Socket() {
                    @Override
                    public void send(String text) {
                        channel.writeAndFlush(new TextWebSocketFrame(text));
                    }

                    @Override
                    public void close() {
                        channel.close();
                    }
                });
            } else if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
                opened.completeExceptionally(new TimeoutException("no handshake within " + HANDSHAKE));
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            listener.frame(frame.text());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!opened.completeExceptionally(new IOException("the connection was closed before it was a socket"))
                    && !opened.isCompletedExceptionally()) {
                listener.closed();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            opened.completeExceptionally(cause);
            context.close();
        }
    }
}
