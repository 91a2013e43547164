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
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.unmarshalling.Unmarshaller;
import akka.stream.Materializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.typesafe.config.Config;
import io.parley.ErrorCode;
import io.parley.LogFields;
import io.parley.Refused;
import io.parley.conversation.Silence;
import io.parley.edge.auth.Revocations;
import io.parley.edge.directline.Callers.Caller;
import io.parley.edge.directline.Callers.Client;
import io.parley.edge.kit.Admission;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.Bodies;
import io.parley.edge.kit.ClientAddresses;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.Origins;
import io.parley.edge.kit.RequestLog;
import io.parley.edge.kit.Sockets;
import io.parley.edge.kit.Throttle;
import io.parley.edge.upload.UploadReception;
import io.parley.inbox.Silences;
import io.parley.intake.Fields;
import io.parley.intake.Intake;
import io.parley.signing.SigningKeys;
import io.parley.signing.SigningSecrets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Direct Line 3.0 under {@code /v3/directline}: threads, activities and the stream. An activity is acknowledged once it is stored.
 *
 * <p>A page that only has the public widget key gets a user id and the secret of its thread, and presents both to reopen the thread.
 */
public final class DirectLine {

    /**
     * @param keys sign tokens, and the secrets that reopen anonymous threads; the same on all nodes
     * @param tokenLifetime how long a token is valid without being refreshed
     * @param tokenAge for how long it can be refreshed, if its proof does not end sooner
     * @param secretAge for how long the secret of an anonymous thread reopens it
     * @param publicUrl where clients reach this server, without a slash at the end; empty for the address of the request
     * @param silence how long conversations stay open, for what a tenant does not set
     */
    public record Settings(
            SigningKeys keys,
            Duration tokenLifetime,
            Duration tokenAge,
            Duration secretAge,
            String publicUrl,
            Silence silence) {
        /** @param config the section {@code parley} */
        public static Settings from(Config config) {
            return new Settings(
                    SigningKeys.from(config.getConfig("auth")),
                    config.getDuration("auth.customer-token-lifetime"),
                    config.getDuration("auth.customer-token-age"),
                    config.getDuration("auth.thread-secret-age"),
                    config.getString("http.public-url"),
                    Silence.from(config.getConfig("conversation.silence")));
        }

        public Settings {
            if (tokenAge.compareTo(tokenLifetime) < 0 || tokenAge.compareTo(GREATEST_AGE) > 0) {
                throw new IllegalArgumentException("parley.auth.customer-token-age must not be less than"
                        + " customer-token-lifetime, nor more than " + GREATEST_AGE.toDays() + " days");
            }
            if (secretAge.compareTo(tokenAge) < 0 || secretAge.compareTo(GREATEST_SECRET_AGE) > 0) {
                throw new IllegalArgumentException("parley.auth.thread-secret-age must not be less than"
                        + " customer-token-age, nor more than " + GREATEST_SECRET_AGE.toDays() + " days");
            }
        }
    }

    /** A timer that ends a socket can be set this far ahead. */
    private static final Duration GREATEST_AGE = Duration.ofDays(180);
    /** Its revocations have to be stored for as long; Cassandra keeps rows for 20 years at most. */
    private static final Duration GREATEST_SECRET_AGE = Duration.ofDays(3_650);

    /** A missing node for an empty body. Its texts are cleaned rather than refused, see {@link io.parley.intake.Texts}. */
    private static final Unmarshaller<HttpEntity, JsonNode> BODY = Unmarshaller.entityToByteString()
            .thenApply(bytes -> bytes.isEmpty()
                    ? MissingNode.getInstance()
                    : Json.object(Json.read(bytes.toArrayUnsafe(), JsonNode.class)));

    private final ActorSystem<?> system;
    private final Limits limits;
    private final Settings settings;
    private final Tokens tokens;
    private final Callers callers;
    private final Threads threads;
    private final PostedActivities posted;
    private final History history;
    private final Stream stream;
    private final ThreadThrottle reads;
    private final Throttle revoking;

    public DirectLine(
            Backend backend,
            Intake intake,
            Admission admission,
            UploadReception uploads,
            Sockets sockets,
            SigningSecrets secrets,
            Revocations revocations,
            Limits limits,
            Settings settings) {
        this.system = backend.system();
        this.limits = limits;
        this.settings = settings;
        this.tokens = new Tokens(
                settings.keys(), revocations, backend.customers(), settings.tokenLifetime(), backend.clock());
        this.callers = new Callers(backend.directory(), tokens);
        this.threads = new Threads(
                backend,
                limits,
                secrets,
                new ThreadSecrets(settings.keys(), settings.secretAge(), backend.clock()),
                revocations,
                settings.tokenAge());
        this.posted = new PostedActivities(
                backend,
                intake,
                admission,
                uploads,
                threads,
                limits,
                new Silences(backend.directory(), settings.silence()));
        this.history = new History(backend);
        this.reads = new ThreadThrottle(limits.reads(), backend.clock());
        this.revoking = new Throttle(limits.revocations(), backend.clock());
        OpenSockets open = new OpenSockets(limits.socketsPerNode(), revocations);
        this.stream = new Stream(backend, tokens, callers, sockets, open, limits);
    }

    public Route route() {
        return pathPrefix(
                "v3",
                () -> pathPrefix(
                        "directline",
                        () -> Origins.readable(() -> handleExceptions(
                                Refusals.handler(),
                                () -> concat(
                                        pathPrefix(
                                                "tokens",
                                                () -> concat(
                                                        path("generate", () -> post(this::generate)),
                                                        path("refresh", () -> post(this::refresh)),
                                                        path("revoke", () -> post(this::revoke)))),
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

    // ---- tokens and threads ----

    private Route generate() {
        return withCallerAndBody((request, caller, body) -> {
            if (caller instanceof Client) {
                throw new Refused(ErrorCode.NOT_ALLOWED, "A token cannot make tokens. Refresh it instead.");
            }
            return threads.begin(request, caller, body)
                    .thenApply(begun -> Json.ok(opening(granted(begun.grant()), begun)));
        });
    }

    private Route refresh() {
        return withCallerAndBody((request, caller, body) -> {
            if (caller instanceof Client client) {
                reads.take(client);
                return threads.signedIn(client, Fields.object(body, "account"))
                        .thenApply(grant -> Json.ok(granted(grant)));
            }
            throw new Refused(ErrorCode.BAD_REQUEST, "Only a token can be refreshed. Generate one.");
        });
    }

    /**
     * Revokes all tokens of a customer, on every node: with a token of theirs, when they sign out, or by the company's program. If an
     * account is signed in on the thread, those of every thread that it is signed in on. Also for a thread without messages, because a
     * token for it may have been copied. As anyone can begin threads, revocations by clients are rate-limited.
     */
    private Route revoke() {
        return withCallerAndBody((request, caller, body) -> {
            String id = body.path("conversationId").asText("");
            if (caller instanceof Client client) {
                revoking.take(ClientAddresses.of(request));
                id = client.thread().id().value();
            }
            return known(request, caller, id)
                    .thenCompose(known -> tokens.revoke(known.thread()))
                    .thenApply(done -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT));
        });
    }

    private Route start() {
        return withCallerAndBody((request, caller, body) -> {
            reads.take(caller);
            CompletionStage<Threads.OpenedThread> begun = caller instanceof Client client
                    ? threads.known(client, client.thread().id().value())
                            .thenApply(known -> new Threads.OpenedThread(client.grant(), null))
                    : threads.open(request, caller, body);
            return begun.thenApply(one ->
                    Json.answer(StatusCodes.CREATED, opening(opened(request, one.grant(), Watermark.START), one)));
        });
    }

    private Route reconnect(String id) {
        return parameterOptional(
                "watermark",
                watermark -> withCaller((request, caller) -> {
                    Watermark after = Watermark.parse(watermark.orElse(null));
                    reads.take(caller);
                    return known(request, caller, id).thenApply(known -> {
                        reads.take(caller, known);
                        return Json.ok(opened(request, threads.grant(caller, known), after));
                    });
                }));
    }

    private Map<String, Object> granted(Grant grant) {
        Tokens.Issued issued = tokens.token(grant);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("conversationId", grant.thread().id().value());
        answer.put("token", issued.token());
        answer.put("expires_in", issued.seconds());
        return answer;
    }

    private Map<String, Object> opened(HttpRequest request, Grant grant, Watermark after) {
        Map<String, Object> answer = granted(grant);
        answer.put(
                "streamUrl",
                base(request).replaceFirst("^http", "ws") + "/v3/directline/conversations/"
                        + grant.thread().id() + "/stream?t=" + tokens.ticket(grant, after));
        return answer;
    }

    /** Adds the secret that reopens an anonymous thread, which is returned only to the caller that begins it. */
    private static Map<String, Object> opening(Map<String, Object> answer, Threads.OpenedThread begun) {
        String secret = begun.secret();
        if (secret != null) {
            answer.put("user", Map.of("id", begun.grant().thread().user()));
            answer.put("threadSecret", secret);
        }
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

    // ---- activities ----

    private Route poll(String id) {
        return parameterOptional(
                "watermark",
                watermark -> withCaller((request, caller) -> {
                    Watermark after = Watermark.parse(watermark.orElse(null));
                    reads.take(caller);
                    return known(request, caller, id)
                            .thenCompose(known -> {
                                reads.take(caller, known);
                                return threads.parts(known)
                                        .thenCompose(parts -> history.read(
                                                known.thread().tenant(),
                                                parts,
                                                after,
                                                new Activities(known.thread().id(), base(request))));
                            })
                            .thenApply(page -> Json.ok(new Activity.Set(
                                    page.activities(), page.position().toString())));
                }));
    }

    private Route postActivity(String id) {
        return optionalHeaderValueByName(
                "Idempotency-Key",
                key -> withCallerAndBody((request, caller, activity) -> {
                    String from = Fields.text(Fields.object(Json.object(activity), "from"), "id", "from.id");
                    return posted.take(
                            caller,
                            () -> known(request, caller, id).thenApply(known -> writer(caller, known, from)),
                            activity,
                            key);
                }));
    }

    private Route upload(String id) {
        return Bodies.within(
                (long) limits.upload() + limits.body(),
                () -> parameterOptional(
                        "userId",
                        user -> optionalHeaderValueByName(
                                "Idempotency-Key",
                                key -> extractRequest(
                                        request -> completeWithFuture(upload(request, id, user.orElse(""), key)
                                                .exceptionallyCompose(failure -> Bodies.refused(
                                                        request, failure, Materializer.matFromSystem(system))))))));
    }

    private CompletionStage<HttpResponse> upload(HttpRequest request, String id, String user, Optional<String> key) {
        try {
            Caller caller = callers.of(request);
            posted.throttle(caller);
            return known(request, caller, id)
                    .thenCompose(known -> posted.takeFiles(
                            caller, writer(caller, known, user), request, key, ClientAddresses.of(request)));
        } catch (RuntimeException refused) {
            return CompletableFuture.failedStage(refused);
        }
    }

    /** Returns who writes: the user of a token that names one; otherwise the user that the client names, who is returned to it as sent. */
    private static Threads.AccessibleThread writer(Caller caller, Threads.AccessibleThread known, String user) {
        boolean bound = caller instanceof Client client && client.grant().bound();
        return bound ? known : known.saidBy(user);
    }

    // ---- request handling ----

    private interface WithBody {
        CompletionStage<HttpResponse> apply(HttpRequest request, Caller caller, JsonNode body);
    }

    private interface WithCaller {
        CompletionStage<HttpResponse> apply(HttpRequest request, Caller caller);
    }

    private CompletionStage<Threads.AccessibleThread> known(HttpRequest request, Caller caller, String id) {
        return threads.known(caller, id).thenApply(known -> {
            RequestLog.about(request, LogFields.NONE.customer(known.thread().id()));
            return known;
        });
    }

    /** Identifies the caller before the body is read. */
    private Route withCaller(WithCaller inner) {
        return extractRequest(request -> completeWithFuture(inner.apply(request, callers.of(request))));
    }

    private Route withCallerAndBody(WithBody inner) {
        return extractRequest(request -> {
            Caller caller = callers.of(request);
            return Bodies.within(
                    limits.body(), () -> entity(BODY, body -> completeWithFuture(inner.apply(request, caller, body))));
        });
    }
}
