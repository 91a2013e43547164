package io.parley.dialogue.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.dialogue.Conversing;
import io.parley.dialogue.Dialogue;
import io.parley.dialogue.bot.Basis;
import io.parley.dialogue.bot.Decision;
import io.parley.language.Analysis.Intent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoliciesTest {

    private static final Intent[] UNCLEAR = {new Intent("return_request", 0.4), new Intent("exchange_request", 0.35)};

    private static Decision decided(Views views) {
        TurnView view = views.view();
        return ((Step.Done) view.known().policies().decide(view, Draft.of(view))).decision();
    }

    @Test
    void areAskedInThisOrder() {
        assertThat(Policies.ALL.described())
                .extracting(Policies.Described::name)
                .containsExactly(
                        "wordless",
                        "human-requested",
                        "case-opened",
                        "senior",
                        "welcome-back",
                        "open-form",
                        "courtesy",
                        "product-answer",
                        "form-wanted",
                        "article",
                        "courtesy-meant",
                        "clarification",
                        "order-number",
                        "form-explains",
                        "not-understood");
    }

    @Test
    void sayWhatTheyAreForInEachLanguage() {
        assertThat(Policies.ALL.described()).allSatisfy(policy -> {
            assertThat(policy.purpose().in("zh"))
                    .isNotBlank()
                    .isNotEqualTo(policy.purpose().in("en"));
            assertThat(policy.purpose().in("en")).isNotBlank();
        });
    }

    @Test
    void doNotTakeATurnWhenSwitchedOff() {
        Policies policies = Policies.without(List.of("clarification"));
        Views views = Views.said("呀哈").meaning(UNCLEAR);
        assertThat(decided(views).trace()).contains("clarification");
        Decision without = decided(views.with(Views.KNOWN.with(policies)));
        assertThat(without.trace()).doesNotContain("clarification").contains("not-understood:0");
        assertThat(without.basis().policiesOff()).containsExactly("clarification");
    }

    @Test
    void areSwitchedOffBehindAnOpenFormToo() {
        Views views = Views.said("你是谁").with(Views.inReturn(false));
        assertThat(decided(views).trace()).contains("digression:return", "courtesy:identity");
        assertThat(decided(views.with(Views.KNOWN.with(Policies.without(List.of("courtesy")))))
                        .trace())
                .contains("digression:return", "not-understood:0")
                .doesNotContain("courtesy:identity");
    }

    @Test
    void continueAFormWithoutAskingWhenReturningCustomersAreNotWelcomedBack() {
        Views views = Views.said("10532").with(Views.inReturn(true));
        views.with(Views.KNOWN.with(Policies.without(List.of("welcome-back"))));
        TurnView view = views.view();
        assertThat(view.known().policies().decide(view, Draft.of(view))).isInstanceOf(Step.Act.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "case-opened",
                "senior",
                "welcome-back",
                "courtesy",
                "product-answer",
                "courtesy-meant",
                "clarification",
                "order-number"
            })
    void canBeSwitchedOffOneByOne(String name) {
        assertThat(Policies.without(List.of(name)).described())
                .filteredOn(Policies.Described::off)
                .extracting(Policies.Described::name)
                .containsExactly(name);
        assertThat(Policies.ALL.described())
                .filteredOn(policy -> policy.name().equals(name))
                .allMatch(Policies.Described::optional);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wordless",
                "human-requested",
                "open-form",
                "form-wanted",
                "article",
                "form-explains",
                "not-understood"
            })
    void cannotBeSwitchedOffWhereCustomersWouldBeStranded(String name) {
        assertThatThrownBy(() -> Policies.without(List.of(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(name, "clarification");
    }

    @Test
    void areListedWhenAnUnknownOneIsSwitchedOff() {
        assertThatThrownBy(() -> Policies.without(List.of("clarifcation")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("clarifcation", "wordless", "clarification", "not-understood");
    }

    @Test
    void thatDoNotTakeATurnLeaveNothingInTheDraft() {
        Policy writes = new Policy() {
            @Override
            public String name() {
                return "writes";
            }

            @Override
            public Optional<Step> take(TurnView view, Draft draft) {
                draft.trace("left behind");
                draft.tried("article:left-behind");
                draft.entities().put("product", "left behind");
                draft.notUnderstood(5);
                return Optional.empty();
            }
        };
        TurnView view = Views.said("你好").view();
        PolicyChain chain = new PolicyChain(List.of(writes, new CourtesyPolicy()));
        Decision decision = ((Step.Done) chain.take(view, Draft.of(view)).orElseThrow()).decision();
        assertThat(decision.trace()).doesNotContain("left behind");
        assertThat(decision.memory())
                .isEqualTo(Views.said("你好").decided(new CourtesyPolicy()).memory());
    }

    @Test
    void ofTheTimeDecideAReplay() {
        Dialogue dialogue = new Dialogue(Conversing.settings());
        BotKnowledge then = Views.KNOWN.with(Policies.without(List.of("clarification")));
        Views views = Views.said("呀哈").meaning(UNCLEAR);
        Decision recorded = decided(views.with(then));
        assertThat(dialogue.again(views.turn(), recorded.basis(), Views.KNOWN)).contains(recorded);

        Decision before = decided(views.with(Views.KNOWN));
        assertThat(dialogue.again(views.turn(), before.basis(), then)).contains(before);
    }

    @Test
    void ofTheTimeThatAreGoneMakeNoDifference() {
        Dialogue dialogue = new Dialogue(Conversing.settings());
        Views views = Views.said("你好");
        Basis basis = decided(views).basis();
        Basis older = new Basis(
                basis.now(),
                basis.understood(),
                basis.results(),
                basis.knowledge(),
                basis.composed(),
                List.of("removed-since", "article"));
        assertThat(dialogue.again(views.turn(), older, Views.KNOWN).map(Decision::trace))
                .contains(decided(views).trace());
    }
}
