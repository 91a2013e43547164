package io.parley.dialogue.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.dialogue.DemoFiles;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormsTest {

    private static final String SOUND =
            """
            form: call-back
            intents: [call_back]
            keep: PT2H
            skill: orders
            about: {zh: 回电, en: your call}
            slots:
              phone:
                entity: phone
                name: {zh: 电话, en: phone number}
                ask: {zh: "电话？", en: "Your number?"}
                check:
                  action: phone-book
                  with: {number: phone}
                  take: [owner]
                  outcomes:
                    known: {}
                    unknown: {say: {zh: "没有 {phone}", en: "No {phone}"}, ask: phone}
            confirm:
              ask: {zh: "打给{owner}？", en: "Call {owner}?"}
            done:
              say: {zh: "好", en: "Fine"}
            """;

    @Test
    void readsAForm() {
        Forms forms = Forms.parse(List.of(SOUND));
        Form form = forms.forIntent("call_back").orElseThrow();
        assertThat(form.name()).isEqualTo("call-back");
        assertThat(form.keep()).hasHours(2);
        assertThat(form.skill()).isEqualTo("orders");
        assertThat(forms.named("call-back")).contains(form);
        assertThat(forms.forIntent("greeting")).isEmpty();
    }

    @Test
    void readsTheDemoShopsForms() {
        assertThat(DemoForms.ALL.all())
                .extracting(Form::name)
                .containsExactlyInAnyOrder(
                        "cancel-order",
                        "change-order",
                        "complaint",
                        "coupon",
                        "exchange",
                        "invoice",
                        "order-status",
                        "recommend",
                        "refund-status",
                        "repair",
                        "return",
                        "stock");
        assertThat(DemoForms.ALL.forIntent("delivery_urge").orElseThrow().name())
                .isEqualTo("order-status");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "form: call-back | form: Call Back | form number 1: form: a name has",
                "keep: PT2H | keep: soon | form call-back: keep: an ISO 8601 duration",
                "skill: orders | skil: orders | form call-back: skil: unknown key",
                "entity: phone | entity: fone | form call-back: slots.phone.entity: no such type of entity",
                "entity: phone | optional: true | form call-back: slots.phone: exactly one of entity",
                "en: ~Your number?~ | eng: ~Your number?~ | form call-back: slots.phone.ask: en is missing",
                "en: ~Your number?~ | en: ~Your {fone}?~ | form call-back: slots.phone.ask.en: {fone} is not known here; known are owner",
                "en: ~Your number?~ | en: ~Your {phone~ | form call-back: slots.phone.ask.en: not a message",
                "en: ~Your number?~ | en: ~{owner, select, a {b}}~ | form call-back: slots.phone.ask.en: not a message",
                "en: ~Your number?~ | en: ~{owner, date, ::nosuch}~ | form call-back: slots.phone.ask.en: not a message",
                "en: ~Your number?~ | en: ~{owner, select, other {{fone}}}~ | form call-back: slots.phone.ask.en: {fone} is not known",
                "number: phone | number: fone | form call-back: slots.phone.check.with.number: there is no slot fone",
                "ask: phone} | ask: fone} | form call-back: slots.phone.check.outcomes.unknown.ask: there is no slot fone",
                "ask: phone} | then: soon} | form call-back: slots.phone.check.outcomes.unknown.then: one of",
                "ask: phone} | start: nowhere} | form call-back: start: there is no form nowhere",
                "known: {} | known: {say: {zh: a, en: b}} | form call-back: slots.phone.check.outcomes.known: then is missing",
                "known: {} | known: {by: nothing, cases: {other: {}}} | form call-back: slots.phone.check.outcomes.known.by: nothing is not known",
                "known: {} | known: {by: owner, cases: {a: {}}} | form call-back: slots.phone.check.outcomes.known.cases: other is missing",
                "take: [owner] | take: [phone] | form call-back: slots.phone.check.take[1]: there is a slot of this name",
                "known: {} | ~known, known~: {} | form call-back: slots.phone.check.outcomes.known, known: each value may be named only",
                "skill: orders | requires: somebody | form call-back: requires: one of anyone, known, verified",
                "skill: orders | requires: known | form call-back: factor is required with requires: known",
                "skill: orders | factor: phone | form call-back: factor is required with requires: known",
                "done: | nothing: | form call-back: nothing: unknown key",
                "intents: [call_back] | intents: [call_back] ] | form number 1: not YAML"
            })
    void refusesWhatCannotWorkAndSaysWhere(String sound, String broken, String message) {
        String text = SOUND.replace(sound.replace('~', '"'), broken.replace('~', '"'));
        assertThat(text).isNotEqualTo(SOUND);
        assertThatThrownBy(() -> Forms.parse(List.of(text)))
                .isInstanceOf(Form.Invalid.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "slot: order | slot: nothing | form order-status: factor: it is for a slot nothing",
                "digits: 4 | digits: 40 | factor order-phone: digits: at most 10",
                "digits: 4 | digit: 4 | factor order-phone: digit: unknown key",
                "answer} | object} | factor order-phone: check.with: both object and answer are needed",
                "factor: order-phone | factor: other | form order-status: factor: there is no factor order-phone"
            })
    void refusesAFactorThatCannotWork(String sound, String broken, String message) {
        String factor = DemoFiles.text(DemoForms.folder().resolve("order-phone.yaml"));
        String form = DemoFiles.text(DemoForms.folder().resolve("order-status.yaml"));
        assertThat(Forms.parse(List.of(form, factor)).all()).hasSize(1);
        assertThat(factor).contains(sound);
        assertThatThrownBy(() -> Forms.parse(List.of(form, factor.replace(sound, broken))))
                .isInstanceOf(Form.Invalid.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void readsTheExampleInTheirDescription() {
        String readme = DemoFiles.text(DemoForms.folder().resolve("README.md"));
        String example = readme.substring(readme.indexOf("```yaml") + 7, readme.indexOf("```\n\n|"));
        List<String> texts = DemoForms.texts().stream()
                .filter(text -> !text.contains("form: return\n"))
                .toList();
        Forms forms = Forms.parse(java.util.stream.Stream.concat(texts.stream(), java.util.stream.Stream.of(example))
                .toList());
        assertThat(forms.named("return")).isPresent();
    }

    @Test
    void refusesTwoFormsOfOneNameOrIntent() {
        assertThatThrownBy(() -> Forms.parse(List.of(SOUND, SOUND))).hasMessageContaining("used by another form");
        assertThatThrownBy(() -> Forms.parse(List.of(SOUND, SOUND.replace("form: call-back", "form: other"))))
                .hasMessage("form other: intents: call_back begins form call-back as well");
    }

    @Test
    void refusesMoreSlotsAndLongerTextsThanAMessageCanCarry() {
        String slot = "  slot: {text: {most: 500}, optional: true, name: {zh: 值, en: value}}\n";
        String slots = IntStream.rangeClosed(1, Form.MAX_SLOTS)
                .mapToObj(i -> slot.replace("slot", "slot" + i))
                .collect(Collectors.joining());
        String form = "form: long\nabout: {zh: 长, en: long}\nslots:\n" + slots + "done: {say: {zh: 好, en: Fine}}\n";
        assertThat(Forms.parse(List.of(form)).all()).hasSize(1);

        assertThatThrownBy(() -> Forms.parse(List.of(form.replace("done:", slot + "done:"))))
                .isInstanceOf(Form.Invalid.class)
                .hasMessage("form long: slots: at most 30 slots");
        assertThatThrownBy(() -> Forms.parse(List.of(form.replaceFirst("500", "501"))))
                .isInstanceOf(Form.Invalid.class)
                .hasMessage("form long: slots.slot1.text.most: at most 500");
    }

    @Test
    void refusesAnythingButAForm() {
        for (String text : List.of("", "[]", "- a", "3", "form: [a]", "\u0000", "a: 1\na: 2")) {
            assertThatThrownBy(() -> Forms.parse(List.of(text))).as(text).isInstanceOf(Form.Invalid.class);
        }
    }
}
