package io.parley.bots;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.parley.TenantId;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeasuredActionsTest {

    private static final TenantId TENANT = new TenantId("measured");
    private static final ActionCall CALL = new ActionCall("find-order", Map.of(), "k");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CompletableFuture<ActionResult> answer = new CompletableFuture<>();

    private final Actions actions = new MeasuredActions(new Actions() {
        @Override
        public boolean changes(TenantId tenant, ActionCall call) {
            return true;
        }

        @Override
        public CompletionStage<ActionResult> run(TenantId tenant, ActionCall call) {
            return answer;
        }

        @Override
        public CompletionStage<ActionResult> resume(TenantId tenant, ActionCall call) {
            return answer;
        }
    });

    @BeforeEach
    void measure() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void end() {
        Metrics.removeRegistry(registry);
    }

    private static ActionResult result(String outcome) {
        return new ActionResult(CALL, outcome, Map.of());
    }

    /** Outcomes, each with how often it was counted. */
    private List<String> outcomes() {
        return registry.find("parley.actions").tag("tenant", TENANT.value()).counters().stream()
                .filter(counter -> counter.count() > 0)
                .map(MeasuredActionsTest::outcomeAndCount)
                .toList();
    }

    private static String outcomeAndCount(Counter counter) {
        return counter.getId().getTag("outcome") + " " + Math.round(counter.count());
    }

    @Test
    void countsAnActionUnderTheOutcomeThatItsSystemGives() {
        CompletableFuture<ActionResult> run = actions.run(TENANT, CALL).toCompletableFuture();
        answer.complete(result("found"));

        assertThat(run.join()).isEqualTo(result("found"));
        assertThat(outcomes()).containsExactly("found 1");
    }

    @Test
    void countsALookUpThatIsGivenUpAsFailedWhateverItsSystemAnswersLater() {
        actions.run(TENANT, CALL).toCompletableFuture().complete(result(ActionResult.FAILED));
        answer.complete(result("found"));

        assertThat(outcomes()).containsExactly("failed 1");
    }

    @Test
    void countsAChangeThatIsGivenUpAsOneWithAnUnknownOutcome() {
        actions.resume(TENANT, CALL).toCompletableFuture().completeExceptionally(new TimeoutException());

        assertThat(outcomes()).containsExactly("outcome-unknown 1");
    }
}
