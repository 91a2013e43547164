package io.parley.edge.directline;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.entity;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.handleExceptions;
import static akka.http.javadsl.server.Directives.handleWebSocketMessages;
import static akka.http.javadsl.server.Directives.optionalHeaderValueByName;
import static akka.http.javadsl.server.Directives.parameter;
import static akka.http.javadsl.server.Directives.parameterOptional;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.Directives.withSizeLimit;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorRef;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.typesafe.config.Config;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.customer.Customer;
import io.parley.edge.Backend;
import io.parley.edge.Json;
import io.parley.edge.Limits;
import io.parley.edge.Problems;
import io.parley.edge.Sockets;
import io.parley.edge.Texts;
import io.parley.edge.Throttle;
import io.parley.edge.directline.Callers.Caller;
import io.parley.edge.directline.Callers.Client;
import io.parley.edge.directline.Callers.Page;
import io.parley.edge.directline.Callers.Program;
import io.parley.edge.upload.UploadReception;
import io.parley.intake.Intake;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Direct Line 3.0 under {@code /v3/directline}: threads, activities and the stream. An activity is acknowledged once it is stored.
 *
 * <p>A page that only has the public widget key chooses its own {@code dl_} user id; whoever knows the id can have the thread, so it
 * must be unguessable. The widget makes it from a random UUID.
 */
public final class DirectLine {

    private static final String OWN_USERS = "dl_";
    private static final int MAX_NAME = 100;
    private static final int MAX_MESSAGE_ID = 200;
    private static final int MAX_LOCALE = 35;

    /**
     * @param secret signs tokens; at least 32 bytes, the same on all nodes
     * @param tokenLifetime how long a token is good without being refreshed
     * @param publicUrl where clients reach this server, without a slash at the end; empty for where the request came to
     */
    public record Settings(String secret, Duration tokenLifetime, String publicUrl) {
        /** @param config the section {@code parley} */
        public static Settings from(Config config) {
            return new Settings(
                    config.getString("auth.secret"),
                    config.getDuration("auth.customer-token-lifetime"),
                    config.getString("http.public-url"));
        }

        @Override
        public String toString() {
            return "Settings[" + tokenLifetime + ", " + publicUrl + "]";
        }
    }

    private final Backend backend;
    private final Intake intake;
    private final UploadReception uploads;
    private final Limits limits;
    private final Settings settings;
    private final Tokens tokens;
    private final Callers callers;
    private final History history;
    private final Stream stream;
    private final Throttle posts;
    private final Throttle threads;

    public DirectLine(
            Backend backend,
            Intake intake,
            UploadReception uploads,
            Sockets sockets,
            Limits limits,
            Settings settings) {
        this.backend = backend;
        this.intake = intake;
        this.uploads = uploads;
        this.limits = limits;
        this.settings = settings;
        this.tokens = new Tokens(settings.secret(), settings.tokenLifetime(), backend.clock());
        this.callers = new Callers(backend.directory(), tokens);
        this.history = new History(backend.transcripts());
        this.stream = new Stream(backend, tokens, callers, sockets, limits);
        this.posts = new Throttle(limits.postsPerSecond(), limits.postsBurst(), backend.clock());
        this.threads = new Throttle(limits.threadsPerSecond(), limits.threadsBurst(), backend.clock());
    }

    public Route route() {
        return pathPrefix(
                "v3",
                () -> pathPrefix(
                        "directline",
                        () -> io.parley.edge.Origins.readable(() -> handleExceptions(
                                refusals(),
                                () -> concat(
                                        pathPrefix(
                                                "tokens",
                                                () -> concat(
                                                        path("generate", () -> post(this::generate)),
                                                        path("refresh", () -> post(this::refresh)))),
                                        path("conversations", () -> post(this::start)),
                                        pathPrefix("conversations", this::thread))))));
    }

    private Route thread() {
        return concat(
                path(segment(), id -> get(() -> reconnect(id))),
                path(segment().slash("activities"), id -> concat(get(() -> poll(id)), post(() -> postActivity(id)))),
                path(segment().slash("upload"), id -> post(() -> upload(id))),
                path(
                        segment().slash("stream"),
                        id -> get(() -> extractRequest(request -> parameter(
                                "t",
                                ticket -> handleWebSocketMessages(stream.open(request, id, ticket, base(request))))))));
    }

    /** Refusals as Direct Line's clients know them, on top of what every problem document has. */
    private static ExceptionHandler refusals() {
        return ExceptionHandler.newBuilder()
                .match(Throwable.class, failure -> {
                    Throwable cause = failure;
                    while (cause instanceof java.util.concurrent.CompletionException && cause.getCause() != null) {
                        cause = cause.getCause();
                    }
                    if (cause instanceof Tokens.Expired) {
                        return akka.http.javadsl.server.Directives.complete(answer(
                                new Refused(ErrorCode.NOT_ALLOWED, "The token has expired. Generate a new one."),
                                "TokenExpired"));
                    }
                    Refused refused = Problems.refusal(cause);
                    // What is our fault is logged where all such are.
                    return refused.code() == ErrorCode.TEMPORARILY_UNAVAILABLE
                            ? akka.http.javadsl.server.Directives.failWith(cause)
                            : akka.http.javadsl.server.Directives.complete(answer(refused, code(refused.code())));
                })
                .build();
    }

    private static HttpResponse answer(Refused refused, String code) {
        return Problems.answer(refused, Map.of("error", Map.of("code", code, "message", refused.detail())));
    }

    private static String code(ErrorCode code) {
        return switch (code.category()) {
            case NOT_FOUND -> "NotFound";
            case UNAUTHENTICATED -> "Unauthorized";
            case FORBIDDEN -> "Forbidden";
            case THROTTLED -> "ThrottleExceeded";
            case TOO_LARGE -> "MessageSizeTooBig";
            default -> "BadArgument";
        };
    }

    // ---- tokens and threads ----

    private Route generate() {
        return withCallerAndBody((request, caller, body) -> {
            if (caller instanceof Client) {
                throw new Refused(ErrorCode.NOT_ALLOWED, "A token cannot make tokens. Refresh it instead.");
            }
            CustomerThread thread = newThread(request, caller, body);
            return CompletableFuture.completedStage(Json.ok(granted(thread)));
        });
    }

    private Route refresh() {
        return withCallerAndBody((request, caller, body) -> {
            if (caller instanceof Client client) {
                return CompletableFuture.completedStage(Json.ok(granted(client.thread())));
            }
            throw new Refused(ErrorCode.BAD_REQUEST, "Only a token can be refreshed. Generate one.");
        });
    }

    private Route start() {
        return withCallerAndBody((request, caller, body) -> {
            CustomerThread thread =
                    caller instanceof Client client ? client.thread() : newThread(request, caller, body);
            return CompletableFuture.completedStage(
                    Json.answer(StatusCodes.CREATED, opened(request, thread, Watermark.START)));
        });
    }

    private Route reconnect(String id) {
        return parameterOptional(
                "watermark",
                watermark -> withCaller((request, caller) -> {
                    Watermark after = Watermark.parse(watermark.orElse(null));
                    return known(caller, id, null).thenApply(known -> Json.ok(opened(request, known.thread(), after)));
                }));
    }

    private CustomerThread newThread(HttpRequest request, Caller caller, JsonNode body) {
        // Clients send the user as "user", and older ones as "User".
        JsonNode user = body.path("user").isMissingNode() ? body.path("User") : body.path("user");
        String given = user.path("id").asText("");
        String name = name(user.path("name").asText(""));
        if (caller instanceof Page) {
            String remote = request.getAttribute(AttributeKeys.remoteAddress)
                    .flatMap(address -> address.getAddress())
                    .map(address -> address.getHostAddress())
                    .orElse("unknown");
            threads.take(remote);
        }
        if (given.isEmpty()) {
            given = OWN_USERS + UUID.randomUUID();
        } else if (caller instanceof Page && !given.startsWith(OWN_USERS)) {
            throw new Refused(ErrorCode.BAD_REQUEST, "A user id given by a page must start with dl_.");
        }
        if (!Texts.clean(given, ChannelAddress.MAX_LENGTH).equals(given)) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The user id holds characters that are not allowed in it.");
        }
        try {
            return CustomerThread.of(caller.account().tenant(), caller.account().account(), given, name);
        } catch (IllegalArgumentException e) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The user id is not usable: " + e.getMessage() + ".");
        }
    }

    private Map<String, Object> granted(CustomerThread thread) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("conversationId", thread.id().value());
        answer.put("token", tokens.token(thread));
        answer.put("expires_in", tokens.lifetime().toSeconds());
        return answer;
    }

    private Map<String, Object> opened(HttpRequest request, CustomerThread thread, Watermark after) {
        Map<String, Object> answer = granted(thread);
        answer.put(
                "streamUrl",
                base(request).replaceFirst("^http", "ws") + "/v3/directline/conversations/" + thread.id() + "/stream?t="
                        + tokens.ticket(thread, after));
        return answer;
    }

    private String base(HttpRequest request) {
        if (!settings.publicUrl().isEmpty()) {
            return settings.publicUrl();
        }
        var uri = request.getUri();
        return uri.getScheme().replaceFirst("^ws", "http") + "://"
                + uri.asScala().authority();
    }

    /** @param parts null when not asked for */
    private record Known(CustomerThread thread, @Nullable List<Customer.Part> parts) {
        List<Customer.Part> partsOrNone() {
            return parts == null ? List.of() : parts;
        }
    }

    /**
     * The thread of this id, if the caller may have it.
     *
     * @param user what a program says the user is; it knows threads by their ids only, and an id does not tell the address
     */
    private CompletionStage<Known> known(Caller caller, String id, @Nullable String user) {
        if (caller instanceof Client client) {
            if (!client.thread().id().value().equals(id)) {
                throw new Refused(ErrorCode.NOT_ALLOWED, "This token is for another conversation.");
            }
            return CompletableFuture.completedStage(new Known(client.thread(), null));
        }
        if (!(caller instanceof Program)) {
            throw new Refused(ErrorCode.NOT_ALLOWED, "A widget key only starts conversations. Use the token it gets.");
        }
        TenantId tenant = caller.account().tenant();
        String account = caller.account().account();
        if (user != null && !user.isBlank() && user.length() <= ChannelAddress.MAX_LENGTH && user.indexOf('|') < 0) {
            CustomerThread thread = CustomerThread.of(tenant, account, user, null);
            if (thread.id().value().equals(id)) {
                return CompletableFuture.completedStage(new Known(thread, null));
            }
        }
        CustomerId customer;
        try {
            customer = new CustomerId(id);
        } catch (IllegalArgumentException e) {
            throw new Refused(ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
        return profile(tenant, customer).thenApply(profile -> {
            Optional<ChannelAddress> address = profile.addresses().stream()
                    .filter(one -> one.account().equals(account))
                    .findFirst();
            if (address.isEmpty() && !profile.addresses().isEmpty()) {
                throw new Refused(ErrorCode.NOT_FOUND, "There is no such conversation.");
            }
            // Started but never used: nobody knows its address any more, so its id stands for it.
            String end = address.map(ChannelAddress::user).orElse(OWN_USERS + id);
            return new Known(new CustomerThread(tenant, account, customer, end, null), profile.parts());
        });
    }

    private CompletionStage<Customer.Profile> profile(TenantId tenant, CustomerId customer) {
        return backend.customer(tenant, customer)
                .askWithStatus(
                        (ActorRef<akka.pattern.StatusReply<Customer.Profile>> replyTo) ->
                                new Customer.GetProfile(replyTo),
                        backend.askTimeout());
    }

    // ---- activities ----

    private Route poll(String id) {
        return parameterOptional(
                "watermark",
                watermark -> withCaller((request, caller) -> {
                    Watermark after = Watermark.parse(watermark.orElse(null));
                    return known(caller, id, null)
                            .thenCompose(known -> known.parts() != null
                                    ? CompletableFuture.completedStage(known)
                                    : profile(
                                                    known.thread().tenant(),
                                                    known.thread().id())
                                            .thenApply(profile -> new Known(known.thread(), profile.parts())))
                            .thenCompose(known -> history.read(
                                    known.thread().tenant(),
                                    known.partsOrNone(),
                                    after,
                                    new Activities(known.thread().id(), base(request))))
                            .thenApply(page -> Json.ok(new Activity.Set(
                                    page.activities(), page.position().toString())));
                }));
    }

    private Route postActivity(String id) {
        return optionalHeaderValueByName(
                "Idempotency-Key",
                key -> withCallerAndBody((request, caller, activity) -> known(
                                caller, id, activity.path("from").path("id").asText(null))
                        .thenCompose(known -> {
                            posts.take(known.thread().toString());
                            return take(known.thread(), activity, key);
                        })));
    }

    private CompletionStage<HttpResponse> take(CustomerThread thread, JsonNode activity, Optional<String> key) {
        String type = activity.path("type").asText("");
        return switch (type) {
            case "message" -> message(thread, activity, key, List.of());
            case "typing" -> typing(thread);
            case "event" -> event(thread, activity);
            default ->
                throw new Refused(
                        ErrorCode.BAD_REQUEST, "Activities of this type are not taken. Send message, typing or event.");
        };
    }

    private CompletionStage<HttpResponse> message(
            CustomerThread thread, JsonNode activity, Optional<String> key, List<Content> uploaded) {
        List<Content> contents = new java.util.ArrayList<>(2);
        String text = Texts.clean(text(activity), limits.text());
        if (!text.isBlank()) {
            contents.add(new Content.Text(text));
        }
        contents.addAll(uploaded);
        if (uploaded.isEmpty() && !activity.path("attachments").isEmpty()) {
            throw new Refused(
                    ErrorCode.BAD_REQUEST, "Send files to the upload address of the conversation, not as links.");
        }
        if (contents.isEmpty()) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The message is empty. Send a text or a file.");
        }
        return intake.receive(
                        thread.tenant(),
                        thread.id(),
                        thread.address(),
                        calledBy(thread, activity),
                        messageId(activity, key),
                        contents,
                        locale(activity))
                .thenApply(stored ->
                        Json.ok(Map.of("id", Activities.id(thread.id(), stored.ordinal(), stored.sequence()))));
    }

    private static String text(JsonNode activity) {
        JsonNode text = activity.path("text");
        // Buttons of some clients post their value without a text.
        return text.isTextual() ? text.asText() : activity.path("value").asText("");
    }

    private static @Nullable String calledBy(CustomerThread thread, JsonNode activity) {
        return thread.name() != null
                ? thread.name()
                : name(activity.path("from").path("name").asText(""));
    }

    private static @Nullable String name(String given) {
        String name = Texts.cleanName(given, MAX_NAME);
        return name.isEmpty() ? null : name;
    }

    private static @Nullable String locale(JsonNode activity) {
        String locale = activity.path("locale").asText("");
        return locale.length() <= MAX_LOCALE && locale.matches("[A-Za-z0-9-]+") ? locale : null;
    }

    private static String messageId(JsonNode activity, Optional<String> key) {
        String given = activity.path("channelData").path("clientActivityID").asText("");
        String id = given.isEmpty() ? key.orElse("") : given;
        if (id.isEmpty()) {
            return UUID.randomUUID().toString();
        }
        if (id.length() > MAX_MESSAGE_ID || !Texts.cleanName(id, MAX_MESSAGE_ID).equals(id)) {
            throw new Refused(
                    ErrorCode.BAD_REQUEST,
                    "clientActivityID must have at most " + MAX_MESSAGE_ID + " printable characters.");
        }
        return id;
    }

    private CompletionStage<HttpResponse> typing(CustomerThread thread) {
        return profile(thread.tenant(), thread.id()).thenApply(profile -> {
            if (!profile.parts().isEmpty()) {
                backend.conversation(thread.tenant(), newest(profile).conversation())
                        .tell(new Conversation.ShowTyping(Conversation.Author.CUSTOMER, true));
            }
            return Json.ok(Map.of("id", passing(thread)));
        });
    }

    /**
     * A rating is stored. Everything else, journey events too, has no reader yet: it is answered 202, which says that it was understood
     * and not kept, so that clients that send it go on working.
     */
    private CompletionStage<HttpResponse> event(CustomerThread thread, JsonNode activity) {
        if (!activity.path("name").asText("").equals("rating")) {
            return CompletableFuture.completedStage(Json.answer(StatusCodes.ACCEPTED, Map.of("id", passing(thread))));
        }
        JsonNode value = activity.path("value");
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 1 || value.asInt() > 5) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The value of a rating is a whole number from 1 to 5.");
        }
        return profile(thread.tenant(), thread.id()).thenCompose(profile -> {
            if (profile.parts().isEmpty()) {
                throw new Refused(ErrorCode.NOT_POSSIBLE_NOW, "There is nothing to rate yet.");
            }
            return backend.conversation(thread.tenant(), newest(profile).conversation())
                    .askWithStatus(
                            (ActorRef<akka.pattern.StatusReply<Conversation.Stored>> replyTo) ->
                                    new Conversation.Rate(value.asInt(), replyTo),
                            backend.askTimeout())
                    .thenApply(stored ->
                            Json.ok(Map.of("id", Activities.id(thread.id(), stored.ordinal(), stored.sequence()))));
        });
    }

    private static Customer.Part newest(Customer.Profile profile) {
        return profile.parts().get(profile.parts().size() - 1);
    }

    /** The id of what is not stored. */
    private static String passing(CustomerThread thread) {
        return thread.id() + "|" + UUID.randomUUID();
    }

    private Route upload(String id) {
        return parameterOptional(
                "userId",
                user -> optionalHeaderValueByName(
                        "Idempotency-Key",
                        key -> withCaller((request, caller) -> known(caller, id, user.orElse(null))
                                .thenCompose(known -> {
                                    CustomerThread thread = known.thread();
                                    posts.take(thread.toString());
                                    return uploads.receive(request, limits.upload(), limits.body())
                                            .thenCompose(received -> received.keep(
                                                            thread.tenant(),
                                                            thread + "|" + messageId(received.activity(), key))
                                                    .thenCompose(contents ->
                                                            message(thread, received.activity(), key, contents))
                                                    .whenComplete((done, failure) -> received.discard()));
                                }))));
    }

    // ---- how requests are taken ----

    private interface WithBody {
        CompletionStage<HttpResponse> apply(HttpRequest request, Caller caller, JsonNode body);
    }

    private interface WithCaller {
        CompletionStage<HttpResponse> apply(HttpRequest request, Caller caller);
    }

    /** The caller is known before the body is read. */
    private Route withCaller(WithCaller inner) {
        return extractRequest(request -> completeWithFuture(inner.apply(request, callers.of(request))));
    }

    private Route withCallerAndBody(WithBody inner) {
        return extractRequest(request -> {
            Caller caller = callers.of(request);
            return withSizeLimit(
                    limits.body(),
                    () -> entity(
                            Json.unmarshaller(JsonNode.class, MissingNode.getInstance()),
                            body -> completeWithFuture(inner.apply(request, caller, body))));
        });
    }
}
