package io.parley.bots.actions;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Actions that change something, and what is known of their outcome. */
class HttpChangesTest extends HttpActionsFixture {

    @Test
    void doesNotKnowWhatBecameOfAChangeThatWasNotAnswered() {
        assertThat(run(serving(exchange -> await()), "change-once", Map.of("number", "1"))
                        .unknown())
                .isTrue();
        assertThat(run(halfAnswering(), "change", Map.of("number", "1")).unknown())
                .isTrue();
        assertThat(run(answering(200, "not JSON"), "change", Map.of("number", "1"))
                        .unknown())
                .isTrue();
    }

    @Test
    void knowsThatAChangeWasNotMadeThatNobodyReceivedOrThatWasRefused() {
        assertThat(run(answering(409, "{}"), "change", Map.of("number", "1")).failed())
                .isTrue();
        Actions actions = answering(200, "{}");
        server.stop(0);
        assertThat(run(actions, "change", Map.of("number", "1")).failed()).isTrue();
    }

    @Test
    void sendsAnInterruptedChangeAgainOnlyWhereThatIsTheSame() {
        Actions actions = answering(200, "{}");
        ActionCall safe = new ActionCall("change", Map.of("number", "1"), "key-1");
        ActionCall unsafe = new ActionCall("change-once", Map.of("number", "1"), "key-1");
        assertThat(actions.resume(TENANT, safe).toCompletableFuture().join().outcome())
                .isEqualTo("done");
        assertThat(requests).hasValue(1);
        assertThat(actions.resume(TENANT, unsafe).toCompletableFuture().join().unknown())
                .isTrue();
        assertThat(requests).hasValue(1);
    }

    @Test
    void onlyADescribedAnswerSettlesWhatBecameOfAnInterruptedChange() {
        ActionCall interrupted = new ActionCall("change", Map.of("number", "1"), "key-1");

        assertThat(resume(answering(409, "{}"), interrupted).unknown())
                .as("the first request may still be in progress")
                .isTrue();
        Actions actions = answering(200, "{}");
        assertThat(resume(actions, new ActionCall("change", Map.of(), "key-1")).unknown())
                .as("an argument has become mandatory")
                .isTrue();
        assertThat(resume(actions, new ActionCall("elsewhere", Map.of(), "key-1"))
                        .unknown())
                .as("its service is no longer configured")
                .isTrue();
        server.stop(0);
        assertThat(resume(actions, interrupted).unknown()).as("nobody listens").isTrue();
    }

    @Test
    void aLaterRefusalDoesNotSettleAChangeThatTheServiceGaveUpReading() {
        Actions actions = serving(exchange -> send(exchange, requests.get() == 1 ? 408 : 409, "{}"));

        assertThat(run(actions, "change", Map.of("number", "1")).unknown()).isTrue();
        assertThat(requests).hasValue(2);
    }

    @Test
    void tellsWhatChangesSomething() {
        Actions actions = answering(200, "{}");
        assertThat(actions.changes(TENANT, new ActionCall("read", Map.of(), "k")))
                .isFalse();
        assertThat(actions.changes(TENANT, new ActionCall("change-once", Map.of(), "k")))
                .isTrue();
        assertThat(actions.changes(TENANT, new ActionCall("nothing", Map.of(), "k")))
                .isTrue();
    }

    private static ActionResult resume(Actions actions, ActionCall call) {
        return actions.resume(TENANT, call)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
