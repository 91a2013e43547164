package io.parley.edge.ops;

import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.parley.edge.kit.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * {@code /health/live}: this process runs. {@code /health/ready}: it belongs to the cluster and reaches the database, so it can receive
 * traffic. {@code /metrics}: metrics in the Prometheus text format. Nothing here holds personal data.
 */
public final class OpsRoutes {

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);
    private static final SimpleStatement PING =
            SimpleStatement.newInstance("SELECT key FROM system.local").setTimeout(CHECK_INTERVAL);

    private final ActorSystem<?> system;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private volatile boolean databaseAnswers;

    /** Sends the database a trivial query. */
    static CompletionStage<?> ping(CqlSession session) {
        return session.executeAsync(PING);
    }

    /** @param ping fails while the database cannot be reached */
    public OpsRoutes(ActorSystem<?> system, Supplier<CompletionStage<?>> ping) {
        this.system = system;
        Metrics.addRegistry(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        JvmGcMetrics gc = new JvmGcMetrics();
        gc.bindTo(registry);
        system.getWhenTerminated().whenComplete((done, failure) -> gc.close());
        system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO,
                        CHECK_INTERVAL,
                        () -> ping.get().whenComplete((rows, failure) -> databaseAnswers = failure == null),
                        system.executionContext());
    }

    public Route routes() {
        return Directives.concat(
                Directives.path(
                        PathMatchers.segment("health").slash("live"),
                        () -> Directives.get(() -> Directives.complete(Json.ok(Map.of("live", true))))),
                Directives.path(
                        PathMatchers.segment("health").slash("ready"),
                        () -> Directives.get(() -> Directives.complete(ready()))),
                Directives.path("metrics", () -> Directives.get(() -> Directives.complete(metrics()))));
    }

    private HttpResponse ready() {
        boolean member = Cluster.get(system).selfMember().status() == MemberStatus.up();
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("ready", member && databaseAnswers);
        parts.put("cluster", member);
        parts.put("database", databaseAnswers);
        return Json.answer(member && databaseAnswers ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE, parts);
    }

    private HttpResponse metrics() {
        return HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, registry.scrape()));
    }
}
