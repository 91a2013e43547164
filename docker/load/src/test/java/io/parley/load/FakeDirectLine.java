package io.parley.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory Direct Line server that answers every message once, and can be made to break any of its promises. A customer who asks for a
 * person gets the first available agent, and no further answers from the bot.
 */
public final class FakeDirectLine implements AutoCloseable {

    /** The faults that it can have. */
    public enum Fault {
        /** Every third message is acknowledged and forgotten. */
        LOSES,
        /** Every third activity is shown again. */
        REPEATS,
        /** Every third answer comes in front of its message. */
        SWAPS,
        /** The first attempt of every message is stored but answered with 503 and a Retry-After of one second. */
        REFUSES_ONCE,
        /** The socket is cut after every third message. */
        CUTS,
        /** Every third message is answered twice. */
        ANSWERS_TWICE,
        /** Every message is acknowledged and shown, and never answered. */
        IGNORES,
        /** Nothing is answered in the first moments. */
        STALLS,
        /** Every third message is handed over to an agent, who says nothing. */
        HANDS_OVER,
        /** In addition, the agent is done a moment later. */
        HANDS_BACK,
        /** Every third message is not shown on the second console. */
        HIDES,
        /** Every third message is shown again on the second console. */
        ECHOES,
        /** An agent who becomes available for the first time has just missed an offer. */
        MISSES_OFFERS,
        /** A conversation is resolved only at the second attempt. */
        DESK_IS_BUSY,
        /** The desk is closed when an offer is accepted for the first time. */
        CLOSES_DESKS
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STALL_MILLIS = 600;
    private static final int HUMAN_MILLIS = 20;

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final Set<Fault> faults;
    private final Channel server;
    private final long started = System.nanoTime();
    /** Used only by the group's single thread. */
    private final Map<String, Room> rooms = new HashMap<>();
    /** By user, so that a second page of theirs gets the same one. */
    private final Map<String, String> threads = new HashMap<>();
    /** What each conversation was started with; read by tests while the loop writes. */
    private final Map<String, String> secrets = new ConcurrentHashMap<>();

    private final List<Channel> desks = new ArrayList<>();

    private final Set<String> busyOnce = new HashSet<>();
    private final List<String> held = new ArrayList<>();
    private final CompletableFuture<String> resolved = new CompletableFuture<>();
    /** Activities not shown until answering is resumed. */
    private final List<Runnable> pending = new ArrayList<>();

    private @Nullable String unanswered;
    private volatile String metrics = "";
    private boolean paused;
    private int available;
    private int count;

    private static final class Room {
        final List<ObjectNode> activities = new ArrayList<>();
        final Map<String, String> stored = new HashMap<>();
        final Set<Channel> sockets = new HashSet<>();
        /** Of agents who follow it. */
        final List<Channel> consoles = new ArrayList<>();

        boolean held;
        int messages;
    }

    public FakeDirectLine(Set<Fault> faults) {
        this.faults = faults;
        this.server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 20), new Requests());
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .syncUninterruptibly()
                .channel();
    }

    public URI http() {
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort());
    }

    /** The {@code Authorization} header with which each conversation was started. */
    public Collection<String> secrets() {
        return List.copyOf(secrets.values());
    }

    /** Offers a conversation to the first agent who is available, now or later. */
    public void offer(String thread) {
        group.execute(() -> {
            unanswered = thread;
            offer();
        });
    }

    private void offer() {
        if (unanswered != null && !desks.isEmpty()) {
            ObjectNode offered = JSON.createObjectNode().put("type", "reservation-offered");
            offered.putObject("reservation").put("id", unanswered);
            unanswered = null;
            desks.get(0).writeAndFlush(new TextWebSocketFrame(offered.toString()));
        }
    }

    /** Messages are acknowledged from now on, but neither shown nor answered. */
    public void pause() {
        group.submit(() -> paused = true).syncUninterruptibly();
    }

    /** Shows and answers everything that has been sent meanwhile. */
    public void resume() {
        group.execute(() -> {
            paused = false;
            pending.forEach(Runnable::run);
            pending.clear();
        });
    }

    /** Publishes these figures, in the Prometheus text format. */
    public void publish(String figures) {
        metrics = figures;
    }

    /** Completed with the first conversation that an agent resolves. */
    public CompletableFuture<String> resolved() {
        return resolved;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Requests extends SimpleChannelInboundHandler<Object> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof TextWebSocketFrame asked) {
                asked(context.channel(), JSON.readTree(asked.text()));
            }
            if (!(message instanceof FullHttpRequest request)) {
                return;
            }
            String[] path = request.uri().split("[/?]", -1);
            if (request.uri().startsWith("/api/v1/desk?")) {
                handshake(context, request);
            } else if (request.uri().startsWith("/api/v1/")) {
                answer(context, 200, JSON.createObjectNode().put("token", "a").put("ticket", "b"));
            } else if (request.uri().equals("/metrics")) {
                answer(context, 200, metrics);
            } else if (path.length < 4) {
                answer(context, 200, JSON.createObjectNode());
            } else if (path[path.length - 2].equals("stream")) {
                open(context, request, path[4], Integer.parseInt(path[path.length - 1]));
            } else if (path.length > 5 && path[5].equals("activities")) {
                activities(context, request, rooms.get(path[4]));
            } else if (path.length == 4) {
                JsonNode user = JSON.readTree(request.content().toString(StandardCharsets.UTF_8))
                        .path("user")
                        .path("id");
                String id = threads.computeIfAbsent(user.asText(), unknown -> "t" + ++count);
                secrets.put(id, request.headers().get(HttpHeaderNames.AUTHORIZATION, ""));
                rooms.putIfAbsent(id, new Room());
                answer(context, 201, opened(id, 0));
            } else {
                String watermark = request.uri().replaceFirst(".*watermark=|.*", "");
                answer(context, 200, opened(path[4], watermark.isEmpty() ? 0 : Integer.parseInt(watermark)));
            }
        }

        private ObjectNode opened(String id, int from) {
            return JSON.createObjectNode()
                    .put("conversationId", id)
                    .put("token", "token")
                    .put(
                            "streamUrl",
                            http().toString().replace("http", "ws") + "/v3/directline/conversations/" + id + "/stream/"
                                    + from);
        }

        private void handshake(ChannelHandlerContext context, FullHttpRequest request) {
            new WebSocketServerHandshakerFactory(request.uri(), null, false)
                    .newHandshaker(request)
                    .handshake(context.channel(), request);
            if (!held.isEmpty() && request.uri().startsWith("/api/v1/desk?")) {
                ObjectNode reset = JSON.createObjectNode().put("type", "reset");
                ArrayNode conversations = reset.putObject("state").putArray("conversations");
                held.forEach(thread -> conversations.addObject().put("id", thread));
                context.channel().writeAndFlush(new TextWebSocketFrame(reset.toString()));
            }
        }

        /** A frame of a console. */
        private void asked(Channel desk, JsonNode frame) {
            String type = frame.path("type").asText();
            ObjectNode answer = JSON.createObjectNode();
            answer.put("re", frame.path("id").asText()).put("ok", true);
            if (type.equals("set-presence")) {
                if (++available == 1 && faults.contains(Fault.MISSES_OFFERS)) {
                    ObjectNode missed = JSON.createObjectNode().put("type", "presence");
                    missed.putObject("presence").put("status", "not-responding");
                    desk.writeAndFlush(new TextWebSocketFrame(missed.toString()));
                } else {
                    desks.add(desk);
                    offer();
                }
            } else if (type.equals("resolve")) {
                String thread = frame.path("conversation").asText();
                if (faults.contains(Fault.DESK_IS_BUSY) && busyOnce.add(thread)) {
                    answer.put("ok", false).putObject("error").put("code", "temporarily-unavailable");
                } else {
                    resolved.complete(thread);
                }
            } else if (type.equals("accept")) {
                String thread = frame.path("reservation").asText();
                held.add(thread);
                if (faults.contains(Fault.CLOSES_DESKS) && held.size() == 1) {
                    desks.remove(desk);
                    desk.close();
                    return;
                }
                rooms.computeIfAbsent(thread, any -> new Room()).consoles.add(desk);
                ObjectNode assigned = JSON.createObjectNode().put("type", "assigned");
                assigned.putObject("conversation").put("id", thread);
                desk.writeAndFlush(new TextWebSocketFrame(assigned.toString()));
            } else if (type.equals("watch")) {
                rooms.get(frame.path("conversation").asText()).consoles.add(desk);
            }
            desk.writeAndFlush(new TextWebSocketFrame(answer.toString()));
        }

        private void open(ChannelHandlerContext context, FullHttpRequest request, String id, int from) {
            handshake(context, request);
            Room room = rooms.get(id);
            room.sockets.add(context.channel());
            context.channel().closeFuture().addListener(closed -> room.sockets.remove(context.channel()));
            for (int i = from; i < room.activities.size(); i++) {
                context.writeAndFlush(frame(i + 1, room.activities.get(i)));
            }
        }

        private void activities(ChannelHandlerContext context, FullHttpRequest request, Room room) throws Exception {
            if (request.method().equals(HttpMethod.GET)) {
                ObjectNode set = JSON.createObjectNode();
                ArrayNode all = set.putArray("activities");
                if (!request.uri().contains("watermark")) {
                    room.activities.forEach(all::add);
                }
                answer(context, 200, set.put("watermark", "" + room.activities.size()));
                return;
            }
            JsonNode posted = JSON.readTree(request.content().toString(StandardCharsets.UTF_8));
            String clientId =
                    posted.path("channelData").path("clientActivityID").asText();
            boolean again = room.stored.containsKey(clientId);
            String id = again ? room.stored.get(clientId) : "t|1-" + (room.activities.size() + 1);
            room.stored.put(clientId, id);
            ObjectNode acknowledgement = JSON.createObjectNode().put("id", id);
            if (again) {
                answer(context, 200, acknowledgement);
                return;
            }
            boolean third = ++room.messages % 3 == 0;
            if (posted.path("text").asText().equals("转人工")) {
                room.held = true;
                unanswered = request.uri().split("/", -1)[4];
                offer();
            }
            answer(context, faults.contains(Fault.REFUSES_ONCE) ? 503 : 200, acknowledgement);
            if (third && faults.contains(Fault.LOSES)) {
                return;
            }
            if (room.held) {
                turn(room, clientId, id, third);
                return;
            }
            if (paused) {
                pending.add(() -> turn(room, clientId, id, third));
                return;
            }
            long stall = faults.contains(Fault.STALLS)
                    ? Math.max(0, STALL_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started))
                    : 0;
            context.executor().schedule(() -> turn(room, clientId, id, third), stall, TimeUnit.MILLISECONDS);
        }

        private void turn(Room room, String clientId, String id, boolean third) {
            int place = room.activities.size() + 1;
            ObjectNode message = activity(id, "user", place);
            ((ObjectNode) message.get("channelData")).put("clientActivityID", clientId);
            if (room.held) {
                show(room, message);
                showOnConsoles(room, id.replaceAll(".*[|]1-", ""), clientId, third);
                return;
            }
            if (faults.contains(Fault.IGNORES)) {
                show(room, message);
                return;
            }
            ObjectNode answer = activity("t|1-" + (place + 1), "bot", place + 1).put("replyToId", id);
            boolean swap = third && faults.contains(Fault.SWAPS);
            show(room, swap ? answer : message);
            show(room, swap ? message : answer);
            if (third && faults.contains(Fault.REPEATS)) {
                room.sockets.forEach(socket -> socket.writeAndFlush(frame(place + 1, answer)));
            }
            if (third && faults.contains(Fault.ANSWERS_TWICE)) {
                show(room, activity("t|1-" + (place + 2), "bot", place + 2).put("replyToId", id));
            }
            if (third && faults.contains(Fault.HANDS_OVER)) {
                show(room, status(place + 2, "queued"));
                if (faults.contains(Fault.HANDS_BACK)) {
                    // Does not take the place of a message that arrives meanwhile.
                    ObjectNode set = JSON.createObjectNode();
                    set.putArray("activities").add(ended());
                    group.schedule(
                            () -> room.sockets.forEach(
                                    socket -> socket.writeAndFlush(new TextWebSocketFrame(set.toString()))),
                            HUMAN_MILLIS,
                            TimeUnit.MILLISECONDS);
                }
            }
            if (third && faults.contains(Fault.CUTS)) {
                List.copyOf(room.sockets).forEach(Channel::close);
            }
        }

        private void showOnConsoles(Room room, String place, String clientId, boolean third) {
            String thread = rooms.entrySet().stream()
                    .filter(entry -> entry.getValue() == room)
                    .findFirst()
                    .orElseThrow()
                    .getKey();
            ObjectNode frame = JSON.createObjectNode().put("type", "message");
            frame.putObject("entry")
                    .put("conversation", thread)
                    .put("sequence", Integer.parseInt(place))
                    .put("type", "message")
                    .put("clientMessageId", clientId);
            for (int i = 0; i < room.consoles.size(); i++) {
                boolean wrong = third && i == 1;
                int times = wrong && faults.contains(Fault.HIDES) ? 0 : wrong && faults.contains(Fault.ECHOES) ? 2 : 1;
                for (int time = 0; time < times; time++) {
                    room.consoles.get(i).writeAndFlush(new TextWebSocketFrame(frame.toString()));
                }
            }
        }

        private ObjectNode ended() {
            ObjectNode ended = status(0, "ended").put("id", "t|ended-" + ++count);
            ended.remove("channelData");
            return ended;
        }

        private ObjectNode status(int place, String state) {
            ObjectNode status =
                    activity("t|1-" + place, "bot", place).put("type", "event").put("name", "handoff.status");
            status.putObject("value").put("state", state);
            return status;
        }

        private ObjectNode activity(String id, String role, int sequence) {
            ObjectNode activity = JSON.createObjectNode().put("id", id).put("type", "message");
            activity.putObject("from").put("role", role);
            activity.putObject("channelData").put("sequence", sequence);
            return activity;
        }

        private void show(Room room, ObjectNode activity) {
            room.activities.add(activity);
            room.sockets.forEach(socket -> socket.writeAndFlush(frame(room.activities.size(), activity)));
        }

        private TextWebSocketFrame frame(int watermark, ObjectNode activity) {
            ObjectNode set = JSON.createObjectNode().put("watermark", "" + watermark);
            set.putArray("activities").add(activity);
            return new TextWebSocketFrame(set.toString());
        }

        private void answer(ChannelHandlerContext context, int status, ObjectNode body) {
            answer(context, status, body.toString());
        }

        private void answer(ChannelHandlerContext context, int status, String body) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(bytes));
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
            if (status == 503) {
                response.headers().set(HttpHeaderNames.RETRY_AFTER, 1);
            }
            context.writeAndFlush(response);
        }
    }
}
