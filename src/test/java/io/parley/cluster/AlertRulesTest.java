package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.parley.ParleyMetrics;
import io.parley.TenantId;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.forms.FactorVerdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The shipped alert rules use only metrics that exist. */
class AlertRulesTest {

    private static final Pattern METRIC = Pattern.compile("\\b(?:parley|jvm)_[a-z_]+");
    private static final Pattern LABEL = Pattern.compile("(reason|why|phase|outcome)=~?\"([a-z|-]+)\"");

    private static List<JsonNode> rules() throws IOException {
        JsonNode file = new YAMLMapper()
                .readTree(
                        Path.of("../cluster-config/prometheus/parley.rules.yml").toFile());
        List<JsonNode> rules = new ArrayList<>();
        file.path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    private static List<String> values(Matcher label) {
        return List.of(label.group(2).split("\\|", -1));
    }

    /** As on a node that has served customers. */
    private static String scrape() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Metrics.addRegistry(registry);
        new JvmMemoryMetrics().bindTo(registry);
        for (String outcome : List.of("found", ActionResult.FAILED, ActionResult.UNKNOWN)) {
            ParleyMetrics.acted(new TenantId("demo"), "find-order", outcome);
        }
        for (FactorVerdict verdict : FactorVerdict.values()) {
            ParleyMetrics.factorChecked(new TenantId("demo"), verdict.code());
        }
        Tags tenant = Tags.of("tenant", "demo");
        for (String gauge : List.of(
                "parley.line.waiting",
                "parley.line.oldest.seconds",
                "parley.agents.available",
                "parley.gateway.oldest.seconds")) {
            ParleyMetrics.watch(gauge, tenant, () -> 0);
        }
        ParleyMetrics.watch("parley.bot.wait.seconds", Tags.empty(), () -> 0);
        ParleyMetrics.watch("parley.inbound.lag.seconds", Tags.empty(), () -> 0);
        // As registered by SliceReader's followers.
        Gauge.builder("parley.projection.lag", () -> 0)
                .baseUnit("seconds")
                .tag("consumer", "inbox")
                .register(registry);
        registry.counter("parley.projection.dead.letters", "consumer", "inbox").increment();
        // As registered by InboundConsumer.
        registry.counter("parley.inbound.restarts").increment();
        return registry.scrape();
    }

    @Test
    void everyRuleIsCompleteAndGoesByFiguresThatThereAre() throws IOException {
        String scrape = scrape();
        Set<String> names = new TreeSet<>();
        for (JsonNode rule : rules()) {
            assertThat(rule.path("alert").asText()).startsWith("Parley");
            assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical");
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            String expression = rule.path("expr").asText();
            Matcher metric = METRIC.matcher(expression);
            while (metric.find()) {
                names.add(metric.group());
            }
            Matcher label = LABEL.matcher(expression);
            while (label.find()) {
                for (String value : values(label)) {
                    assertThat(scrape).contains(label.group(1) + "=\"" + value + "\"");
                }
            }
        }

        assertThat(names).hasSizeGreaterThan(8);
        assertThat(names).allSatisfy(name -> assertThat(scrape).containsPattern("(?m)^" + name + "[{ ]"));
    }

    @Test
    void theRuleForActionsCountsEveryOutcomeThatTheCompanysSystemDidNotGive() throws IOException {
        String expression = rules().stream()
                .filter(rule -> rule.path("alert").asText().equals("ParleyActionsFail"))
                .findFirst()
                .orElseThrow()
                .path("expr")
                .asText();
        Matcher outcome = LABEL.matcher(expression);

        assertThat(outcome.find()).isTrue();
        assertThat(values(outcome)).containsExactlyInAnyOrder(ActionResult.FAILED, ActionResult.UNKNOWN);
    }
}
