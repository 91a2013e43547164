package io.parley.bots.actions;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.parley.LogFields;
import io.parley.TenantId;
import io.parley.WipedBuffers;
import io.parley.bots.actions.ActionDescription.Outcome;
import io.parley.bots.actions.ServiceRequest.Impossible;
import io.parley.bots.actions.ValueSource.Unreadable;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs described actions over HTTP. Redirects are never followed, and waiting times and answer sizes are limited. A service that keeps
 * failing is not called for a while, so that customers need not wait for the time-out before a human is brought in.
 */
public final class HttpActions implements Actions {

    /**
     * The address of a service.
     *
     * @param url the prefix of every path
     * @param token sent as a bearer token; null for a service that trusts its network
     */
    public record Service(URI url, @Nullable String token) {
        public Service {
            String scheme = url.getScheme();
            if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
                    || url.getHost() == null
                    || url.getUserInfo() != null
                    || url.getQuery() != null
                    || url.getFragment() != null) {
                throw new IllegalArgumentException("an address looks like https://orders.example/v1");
            }
            url = URI.create(url.toString().replaceAll("/+$", ""));
        }

        @Override
        public String toString() {
            return url.toString();
        }
    }

    /**
     * How services are called.
     *
     * @param services by tenant and the name that the descriptions use
     * @param connectTimeout for establishing a connection
     * @param timeout for one attempt of a look-up, including the connection and the whole body, unless the description sets another
     * @param total for a whole look-up: all attempts and the pauses between them
     * @param changeTimeout as {@code timeout}, for an action that changes something
     * @param changeTotal as {@code total}, for an action that changes something
     * @param backoff before the first retry; each further one waits about twice as long
     * @param maxBytes maximum size of an answer
     * @param pause how long a failing service is not called
     */
    public record Settings(
            Map<TenantId, Map<String, Service>> services,
            Duration connectTimeout,
            Duration timeout,
            Duration total,
            Duration changeTimeout,
            Duration changeTotal,
            Duration backoff,
            int maxBytes,
            Duration pause) {

        private static final Set<String> KEYS = Set.of(
                "connect-timeout",
                "timeout",
                "total",
                "change-timeout",
                "change-total",
                "backoff",
                "max-bytes",
                "pause");

        public Settings {
            services = Map.copyOf(services);
            for (Duration time :
                    new Duration[] {connectTimeout, timeout, total, changeTimeout, changeTotal, backoff, pause}) {
                if (time.isNegative() || time.isZero()) {
                    throw new IllegalArgumentException("parley.dialogue.actions: times must be positive");
                }
            }
            if (maxBytes <= 0) {
                throw new IllegalArgumentException("parley.dialogue.actions: max-bytes must be positive");
            }
        }

        /** @param config {@code parley.dialogue}, of which {@code services} and {@code actions} are read */
        public static Settings from(Config config) {
            Config actions = config.getConfig("actions");
            for (String key : actions.root().keySet()) {
                if (!KEYS.contains(key)) {
                    throw new IllegalArgumentException("parley.dialogue.actions." + key + ": no such setting");
                }
            }
            Map<TenantId, Map<String, Service>> services = new HashMap<>();
            Config tenants = config.getConfig("services");
            for (String tenant : tenants.root().keySet()) {
                Config ofTenant = tenants.getConfig(ConfigUtil.joinPath(tenant));
                Map<String, Service> named = new HashMap<>();
                ofTenant.root()
                        .forEach((name, value) ->
                                named.put(name, service("parley.dialogue.services." + tenant + "." + name, value)));
                services.put(new TenantId(tenant), Map.copyOf(named));
            }
            return new Settings(
                    services,
                    actions.getDuration("connect-timeout"),
                    actions.getDuration("timeout"),
                    actions.getDuration("total"),
                    actions.getDuration("change-timeout"),
                    actions.getDuration("change-total"),
                    actions.getDuration("backoff"),
                    Math.toIntExact(actions.getBytes("max-bytes")),
                    actions.getDuration("pause"));
        }

        private static Service service(String path, ConfigValue value) {
            try {
                if (value.valueType() != ConfigValueType.OBJECT) {
                    return new Service(URI.create(value.unwrapped().toString()), null);
                }
                Config whole = value.atKey("service").getConfig("service");
                if (!Set.of("url", "token").containsAll(whole.root().keySet())) {
                    throw new IllegalArgumentException("only url and token can be set");
                }
                return new Service(
                        URI.create(whole.getString("url")), whole.hasPath("token") ? whole.getString("token") : null);
            } catch (IllegalArgumentException | ConfigException e) {
                throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
            }
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(HttpActions.class);

    private static final ObjectMapper JSON = JsonMapper.builder(
                    WipedBuffers.factory().build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Statuses of transient failures, unless a description gives them a meaning. */
    private static final Set<Integer> WORTH_A_RETRY = Set.of(408, 425, 429, 500, 502, 503, 504);

    private record Guarded(Service service, CircuitBreaker breaker) {}

    /**
     * A call in progress.
     *
     * @param perhapsDone whether it changes something and may have been carried out without a usable answer, here or before a crash
     */
    private record Running(
            TenantId tenant,
            ActionCall call,
            ActionDescription action,
            HttpRequest request,
            CircuitBreaker breaker,
            long deadlineNanos,
            AtomicBoolean perhapsDone,
            LogFields about) {

        Duration left() {
            return Duration.ofNanos(deadlineNanos - System.nanoTime());
        }

        /** Returns the result of a call that got no usable answer. */
        ActionResult without(String reason) {
            return about.call(() -> withoutAnswer(tenant, call, perhapsDone.get(), reason));
        }

        void mayBeDone() {
            if (action.changes()) {
                perhapsDone.set(true);
            }
        }

        boolean understands(int status) {
            return action.outcomes().stream()
                    .anyMatch(outcome -> outcome.statuses().contains(status));
        }
    }

    private final ActionDescriptions descriptions;
    private final Settings settings;
    private final Executor executor;
    private final HttpClient client;
    private final Map<TenantId, Map<String, Guarded>> services = new HashMap<>();

    /** @param executor where answers are read; must not be the one whose threads wait for them */
    public HttpActions(ActionDescriptions descriptions, Settings settings, Executor executor) {
        this.descriptions = descriptions;
        this.settings = settings;
        this.executor = executor;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout())
                .executor(executor)
                .build();
        CircuitBreakerConfig patience = CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(5)
                .failureRateThreshold(50)
                .permittedNumberOfCallsInHalfOpenState(2)
                .waitDurationInOpenState(settings.pause())
                .recordResult(answer -> answer instanceof HttpResponse<?> response && isTrouble(response.statusCode()))
                .build();
        settings.services().forEach((tenant, named) -> {
            Map<String, Guarded> guarded = new HashMap<>();
            named.forEach((name, service) ->
                    guarded.put(name, new Guarded(service, CircuitBreaker.of(tenant + "." + name, patience))));
            services.put(tenant, guarded);
        });
    }

    /** Whether a status says something about the service, not about the request. */
    private static boolean isTrouble(int status) {
        return status >= 500 || status == 429;
    }

    @Override
    public boolean changes(TenantId tenant, ActionCall call) {
        ActionDescription action = descriptions.forTenant(tenant).get(call.action());
        return action == null || action.changes();
    }

    @Override
    public CompletionStage<ActionResult> resume(TenantId tenant, ActionCall call) {
        ActionDescription action = descriptions.forTenant(tenant).get(call.action());
        return action != null && action.repeatable()
                ? run(tenant, call, true)
                : CompletableFuture.completedFuture(
                        unknown(tenant, call, "it was interrupted and cannot safely be sent again"));
    }

    @Override
    public CompletionStage<ActionResult> run(TenantId tenant, ActionCall call) {
        return run(tenant, call, false);
    }

    /** @param perhapsDone whether it may have been run before; then only a described outcome settles what became of it */
    private CompletionStage<ActionResult> run(TenantId tenant, ActionCall call, boolean perhapsDone) {
        try {
            ActionDescription action = descriptions.forTenant(tenant).get(call.action());
            if (action == null) {
                return CompletableFuture.completedFuture(
                        withoutAnswer(tenant, call, perhapsDone, "there is no such action"));
            }
            if (!call.by().meets(action.requires())) {
                // The dialogue asks for proof before it gets this far; defence in depth.
                return CompletableFuture.completedFuture(withoutAnswer(
                        tenant,
                        call,
                        perhapsDone,
                        "it requires " + action.requires().code()));
            }
            Guarded guarded = services.getOrDefault(tenant, Map.of()).get(action.service());
            if (guarded == null) {
                return CompletableFuture.completedFuture(withoutAnswer(
                        tenant,
                        call,
                        perhapsDone,
                        "parley.dialogue.services." + tenant + "." + action.service() + " is not configured"));
            }
            Duration total = action.changes() ? settings.changeTotal() : settings.total();
            Duration timeout = shorter(
                    action.timeout().orElse(action.changes() ? settings.changeTimeout() : settings.timeout()), total);
            HttpRequest request = ServiceRequest.of(
                    action, call, guarded.service().url(), guarded.service().token(), timeout);
            Running running = new Running(
                    tenant,
                    call,
                    action,
                    request,
                    guarded.breaker(),
                    System.nanoTime() + total.toNanos(),
                    new AtomicBoolean(perhapsDone),
                    LogFields.current());
            return attempt(running, 0).exceptionally(failure -> running.without(reason(failure)));
        } catch (Impossible e) {
            return CompletableFuture.completedFuture(
                    withoutAnswer(tenant, call, perhapsDone, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(withoutAnswer(tenant, call, perhapsDone, reason(e)));
        }
    }

    /** @param before number of attempts already made */
    private CompletionStage<ActionResult> attempt(Running running, int before) {
        return running.breaker()
                .executeCompletionStage(() -> exchange(running))
                // Not on the one thread that fires all time-outs of the process.
                .handleAsync(
                        (answer, failure) -> {
                            if (answer == null ? mayHaveArrived(failure) : mayHaveDone(answer.statusCode())) {
                                running.mayBeDone();
                            }
                            if (isFinal(running, answer, failure, before)) {
                                return answer == null
                                        ? CompletableFuture.<ActionResult>failedStage(Objects.requireNonNull(failure))
                                        : CompletableFuture.completedStage(understood(running, answer));
                            }
                            Duration pause = pause(before);
                            if (pause.compareTo(running.left()) >= 0) {
                                return CompletableFuture.<ActionResult>failedStage(
                                        failure != null ? failure : new TimeoutException());
                            }
                            return CompletableFuture.supplyAsync(
                                            () -> attempt(running, before + 1),
                                            CompletableFuture.delayedExecutor(
                                                    pause.toNanos(), TimeUnit.NANOSECONDS, executor))
                                    .thenCompose(Function.identity());
                        },
                        executor)
                .thenCompose(Function.identity());
    }

    private static boolean isFinal(
            Running running, @Nullable HttpResponse<byte[]> answer, @Nullable Throwable failure, int before) {
        if (before >= running.action().retries()) {
            return true;
        }
        return answer != null
                ? !WORTH_A_RETRY.contains(answer.statusCode()) || running.understands(answer.statusCode())
                : rootOf(Objects.requireNonNull(failure)) instanceof CallNotPermittedException;
    }

    /** Returns the back-off, which doubles each time and is randomised, so that calls that failed together are not retried together. */
    private Duration pause(int before) {
        long most = settings.backoff().toMillis() << before;
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }

    private CompletionStage<HttpResponse<byte[]>> exchange(Running running) {
        Duration limit = shorter(running.request().timeout().orElse(settings.timeout()), running.left());
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(running.request(), answer -> new BoundedBody(settings.maxBytes()));
        // The request's own time-out covers the headers only; a body that trickles or hangs needs this one.
        return exchange.copy().orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS).whenComplete((answer, failure) -> {
            if (failure != null) {
                exchange.cancel(true);
            }
        });
    }

    private static ActionResult understood(Running running, HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        try {
            JsonNode body = JSON.readTree(answer.body());
            for (Outcome outcome : running.action().outcomes()) {
                if (outcome.fits(status, body)) {
                    return new ActionResult(running.call(), outcome.name(), outcome.read(body));
                }
            }
            return running.without("an answer with status " + status + " is not described");
        } catch (IOException e) {
            return running.without("the answer with status " + status + " is not JSON");
        } catch (Unreadable e) {
            return running.without("in the answer with status " + status + " " + e.getMessage());
        }
    }

    /**
     * Whether a request that was answered with this status may have changed something, unless the description says what the answer means. A
     * request that was refused changed nothing.
     */
    private static boolean mayHaveDone(int status) {
        return status < 400 || status == 408 || status >= 500;
    }

    /** Whether the service may have received a request that was not answered. */
    private static boolean mayHaveArrived(@Nullable Throwable failure) {
        Throwable root = failure == null ? null : rootOf(failure);
        return !(root instanceof CallNotPermittedException
                || root instanceof ConnectException
                || root instanceof HttpConnectTimeoutException);
    }

    private static ActionResult withoutAnswer(TenantId tenant, ActionCall call, boolean perhapsDone, String reason) {
        return perhapsDone ? unknown(tenant, call, reason) : failed(tenant, call, reason);
    }

    private static ActionResult unknown(TenantId tenant, ActionCall call, String reason) {
        LogFields.of(tenant)
                .run(() -> LOG.warn("action {} of {} has an unknown outcome: {}", call.action(), tenant, reason));
        return new ActionResult(call, ActionResult.UNKNOWN, Map.of());
    }

    private static ActionResult failed(TenantId tenant, ActionCall call, String reason) {
        LogFields.of(tenant).run(() -> LOG.warn("action {} of {} failed: {}", call.action(), tenant, reason));
        return new ActionResult(call, ActionResult.FAILED, Map.of());
    }

    /** Returns the reason for a failure without its message, since messages of third-party exceptions may contain what was sent. */
    private static String reason(Throwable failure) {
        Throwable root = rootOf(failure);
        if (root instanceof CallNotPermittedException) {
            return "its service failed too often and is not called for a while";
        }
        if (root instanceof BoundedBody.TooLong || root.getCause() instanceof BoundedBody.TooLong) {
            return "the answer is too long";
        }
        return root.getClass().getSimpleName();
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? rootOf(cause) : failure;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
