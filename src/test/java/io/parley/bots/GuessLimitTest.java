package io.parley.bots;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.MovableClock;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import io.parley.dialogue.Conversing;
import io.parley.dialogue.Dialogue;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Authority;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.forms.DemoForms;
import io.parley.dialogue.forms.FakeShop;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.turn.BotKnowledge;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuessLimitTest {

    private static final TenantId TENANT = new TenantId("demo");

    private final FakeShop shop = new FakeShop();
    private final MovableClock clock = new MovableClock(FakeShop.NOW);
    private final GuessLimit actions = new GuessLimit(shop, tenant -> DemoForms.ALL, 2, clock);

    @Test
    void checksNoneAfterTooManyWrongOnesUntilTimeHasPassed() {
        assertThat(guess(TENANT, "1111")).isEqualTo("not-confirmed");
        assertThat(guess(TENANT, "2222")).isEqualTo("not-confirmed");
        assertThat(guess(TENANT, FakeShop.PHONE_END)).isEqualTo(ActionResult.TOO_MANY_GUESSES);
        assertThat(shop.calls).hasSize(2);

        clock.passes(Duration.ofMinutes(31));
        assertThat(guess(TENANT, "3333")).isEqualTo("not-confirmed");
        assertThat(guess(TENANT, "4444")).isEqualTo(ActionResult.TOO_MANY_GUESSES);
    }

    @Test
    void countsNeitherRightOnesNorThoseThatCouldNotBeChecked() {
        for (int i = 0; i < 5; i++) {
            assertThat(guess(TENANT, FakeShop.PHONE_END)).isEqualTo("confirmed");
        }
        shop.down = true;
        for (int i = 0; i < 5; i++) {
            assertThat(guess(TENANT, "1111")).isEqualTo(ActionResult.FAILED);
        }
        shop.down = false;
        assertThat(guess(TENANT, "1111")).isEqualTo("not-confirmed");
    }

    @Test
    void strangersWhoGuessAtManyOrdersAreStoppedTogetherAndSignedInCustomersAreNot() {
        Conversing anybody = new Conversing(
                        KnowledgeIndex.EMPTY, shop -> new GuessLimit(shop, tenant -> DemoForms.ALL, 4, clock))
                .as(Conversing.STRANGER);
        anybody.language.means("20418 到哪了", "order_status");
        for (int stranger = 1; stranger <= 2; stranger++) {
            anybody.anew().says("20418 到哪了");
            anybody.says("1111");
            anybody.says("打错了，是 10001");
            assertThat(anybody.says("2222").handoff()).as("%s", stranger).isNull();
        }
        assertThat(anybody.shop.calls).hasSize(4);

        anybody.anew().says("20418 到哪了");
        Decision refused = anybody.says("0000");
        assertThat(refused.handoff().reason()).isEqualTo(HandoffReason.UNPROVEN);
        assertThat(anybody.shop.calls).as("nobody was asked").hasSize(4);
        Conversing.Decided last = anybody.decided.get(anybody.decided.size() - 1);
        assertThat(new Dialogue(Conversing.settings())
                        .again(last.turn(), refused.basis(), new BotKnowledge(KnowledgeIndex.EMPTY, DemoForms.ALL)))
                .as("from what was recorded")
                .contains(refused);

        Decision told = anybody.anew().as(Conversing.SIGNED_IN).says("20418 到哪了");
        assertThat(Content.plainText(told.say())).contains("已发货");
    }

    @Test
    void limitsEachTenantForItselfAndNothingButChecks() {
        guess(TENANT, "1111");
        guess(TENANT, "2222");

        assertThat(guess(new TenantId("acme"), "1111")).isEqualTo("not-confirmed");
        ActionCall order =
                new ActionCall("order", Map.of("number", "20418"), "k", new Authority("demo-customer", null));
        assertThat(outcome(TENANT, order)).isEqualTo("found");
    }

    @Test
    void limitsNotTheSameActionWhereAFormUsesItForSomethingElse() {
        guess(TENANT, "1111");
        guess(TENANT, "2222");

        ActionCall submission = new ActionCall(
                "confirm-order", Map.of("number", "20418", "phoneEnd", FakeShop.PHONE_END), "k:form:submit");
        assertThat(outcome(TENANT, submission)).isEqualTo("confirmed");
    }

    private String guess(TenantId tenant, String phoneEnd) {
        return outcome(
                tenant, new ActionCall("confirm-order", Map.of("number", "20418", "phoneEnd", phoneEnd), "k:factor"));
    }

    private String outcome(TenantId tenant, ActionCall call) {
        return actions.run(tenant, call).toCompletableFuture().join().outcome();
    }
}
