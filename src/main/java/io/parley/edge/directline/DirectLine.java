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

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.typesafe.config.Config;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.edge.Backend;
import io.parley.edge.Json;
import io.parley.edge.Limits;
import io.parley.edge.Origins;
import io.parley.edge.Sockets;
import io.parley.edge.directline.Callers.Caller;
import io.parley.edge.directline.Callers.Client;
import io.parley.edge.upload.UploadReception;
import io.parley.intake.Intake;
import io.parley.signing.SigningSecrets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Direct Line 3.0 under {@code /v3/directline}: threads, activities and the stream. An activity is acknowledged once it is stored.
 *
 * <p>A page that only has the public widget key chooses its own {@code dl_} user id; whoever knows the id can have the thread, so it
 * must be unguessable. The widget makes it from a random UUID.
 */
public final class DirectLine {

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

    private final Limits limits;
    private final Settings settings;
    private final Tokens tokens;
    private final Callers callers;
    private final Threads threads;
    private final PostedActivities posted;
    private final History history;
    private final Stream stream;

    public DirectLine(
            Backend backend,
            Intake intake,
            UploadReception uploads,
            Sockets sockets,
            Limits limits,
            Settings settings) {
        this.limits = limits;
        this.settings = settings;
        this.tokens = new Tokens(settings.secret(), settings.tokenLifetime(), backend.clock());
        this.callers = new Callers(backend.directory(), tokens);
        this.threads = new Threads(backend, limits, new SigningSecrets(settings.secret()));
        this.posted = new PostedActivities(backend, intake, uploads, threads, limits);
        this.history = new History(backend.transcripts());
        this.stream = new Stream(backend, tokens, callers, sockets, limits);
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

    // ---- tokens and threads ----

    private Route generate() {
        return withCallerAndBody((request, caller, body) -> {
            if (caller instanceof Client) {
                throw new Refused(ErrorCode.NOT_ALLOWED, "A token cannot make tokens. Refresh it instead.");
            }
            CustomerThread thread = threads.begin(request, caller, body);
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
                    caller instanceof Client client ? client.thread() : threads.begin(request, caller, body);
            return CompletableFuture.completedStage(
                    Json.answer(StatusCodes.CREATED, opened(request, thread, Watermark.START)));
        });
    }

    private Route reconnect(String id) {
        return parameterOptional(
                "watermark",
                watermark -> withCaller((request, caller) -> {
                    Watermark after = Watermark.parse(watermark.orElse(null));
                    return threads.known(caller, id, null)
                            .thenApply(known -> Json.ok(opened(request, known.thread(), after)));
                }));
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

    // ---- activities ----

    private Route poll(String id) {
        return parameterOptional(
                "watermark",
                watermark -> withCaller((request, caller) -> {
                    Watermark after = Watermark.parse(watermark.orElse(null));
                    return threads.known(caller, id, null)
                            .thenCompose(known -> threads.parts(known)
                                    .thenCompose(parts -> history.read(
                                            known.thread().tenant(),
                                            parts,
                                            after,
                                            new Activities(known.thread().id(), base(request)))))
                            .thenApply(page -> Json.ok(new Activity.Set(
                                    page.activities(), page.position().toString())));
                }));
    }

    private Route postActivity(String id) {
        return optionalHeaderValueByName(
                "Idempotency-Key",
                key -> withCallerAndBody((request, caller, activity) -> threads.known(
                                caller, id, activity.path("from").path("id").asText(null))
                        .thenCompose(known -> posted.take(known.thread(), activity, key))));
    }

    private Route upload(String id) {
        return parameterOptional(
                "userId",
                user -> optionalHeaderValueByName(
                        "Idempotency-Key",
                        key -> withCaller((request, caller) -> threads.known(caller, id, user.orElse(null))
                                .thenCompose(known -> posted.takeFiles(known.thread(), request, key)))));
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
