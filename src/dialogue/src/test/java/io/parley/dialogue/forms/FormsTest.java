package io.parley.dialogue.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.dialogue.DemoFiles;
import io.parley.kit.Yaml;
import io.parley.language.Entity;
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
                "form: call-back | form: Call Back | 1:7 | at /form: a name has lower-case letters",
                "keep: PT2H | keep: soon | 3:7 | at /keep: a positive ISO 8601 duration",
                "keep: PT2H | keep: PT0S | 3:7 | at /keep: a positive ISO 8601 duration",
                "skill: orders | skil: orders | 4:1 | at /skil: unknown key",
                "intents: [call_back] | intents: [] | 2:10 | at /intents: at least one",
                "entity: phone | entity: fone | 8:13 | at /slots/phone/entity: no such type of entity",
                "entity: phone | optional: true | 8:5 | at /slots/phone: exactly one of entity",
                "entity: phone | optional: 7 | 8:15 | at /slots/phone/optional: must be true or false",
                "en: ~Your number?~ | eng: ~Your number?~ | 10:10 | at /slots/phone/ask: en is missing",
                "en: ~Your number?~ | en: ~Your {fone}?~ | 10:26 | at /slots/phone/ask/en: {fone} is not known here; known are owner",
                "en: ~Your number?~ | en: ~Your {phone~ | 10:26 | at /slots/phone/ask/en: not a message",
                "en: ~Your number?~ | en: ~{owner, select, a {b}}~ | 10:26 | at /slots/phone/ask/en: not a message",
                "en: ~Your number?~ | en: ~{owner, date, ::nosuch}~ | 10:26 | at /slots/phone/ask/en: not a message",
                "en: ~Your number?~ | en: ~{owner, select, other {{fone}}}~ | 10:26 | at /slots/phone/ask/en: {fone} is not known",
                "en: ~Your number?~ | en: ~Your number?~, sms: {zh: ~电话~} | 10:47 | at /slots/phone/ask/sms: en is missing",
                "number: phone | number: fone | 13:22 | at /slots/phone/check/with/number: there is no slot fone",
                "ask: phone} | ask: fone} | 17:67 | at /slots/phone/check/outcomes/unknown/ask: there is no slot fone",
                "ask: phone} | then: soon} | 17:68 | at /slots/phone/check/outcomes/unknown/then: must be one of accept, done, cancel, hand-over",
                "ask: phone} | then: done, ask: phone} | 17:18 | at /slots/phone/check/outcomes/unknown: only one of then, ask, start",
                "ask: phone} | start: nowhere} | 1:1 | form call-back starts form nowhere",
                "known: {} | known: {say: {zh: a, en: b}} | 16:16 | at /slots/phone/check/outcomes/known: then is missing",
                "known: {} | known: {then: cancel} | 16:16 | at /slots/phone/check/outcomes/known: say is missing",
                "known: {} | known: {by: nothing, cases: {other: {}}} | 16:21 | at /slots/phone/check/outcomes/known/by: nothing is not known",
                "known: {} | known: {by: owner, cases: {a: {}}} | 16:35 | at /slots/phone/check/outcomes/known/cases: other is missing",
                "known: {} | known: {by: owner, cases: {a: {say: 3}, other: {}}} | 16:45 | at /slots/phone/check/outcomes/known/cases/a/say: must be keys and values",
                "take: [owner] | take: [phone] | 14:14 | at /slots/phone/check/take/0: there is a slot of this name",
                "known: {} | ~known, known~: {} | 16:25 | at /slots/phone/check/outcomes/known, known: each value may be named only",
                "skill: orders | requires: somebody | 4:11 | at /requires: must be one of anyone, known, verified",
                "skill: orders | requires: known | 1:1 | factor is needed with requires: known",
                "skill: orders | factor: phone | 1:1 | factor is needed with requires: known",
                "done: | nothing: | 20:1 | at /nothing: unknown key",
                "say: {zh: ~好~, en: ~Fine~} | ask: phone | 21:3 | at /done/ask: unknown key",
                "intents: [call_back] | intents: [call_back] ] | 2:22 | not YAML"
            })
    void refusesWhatCannotWorkAndSaysWhere(String sound, String broken, String place, String message) {
        String text = SOUND.replace(sound.replace('~', '"'), broken.replace('~', '"'));
        assertThat(text).isNotEqualTo(SOUND);
        assertThatThrownBy(() -> Forms.parse(List.of(text)))
                .isInstanceOf(Yaml.Invalid.class)
                .hasMessageContaining("form 1:" + place + ": " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "slot: order | slot: nothing | at /factor: it is for a slot nothing",
                "digits: 4 | digits: 40 | form 2:5:9: at /digits: must be at most 10",
                "digits: 4 | digit: 4 | form 2:5:1: at /digit: unknown key",
                "answer} | object} | form 2:8:9: at /check/with: both object and answer are needed",
                "answer} | other} | form 2:8:36: at /check/with/phoneEnd: must be one of object, answer",
                "factor: order-phone | factor: other | at /factor: there is no factor order-phone"
            })
    void refusesAFactorThatCannotWork(String sound, String broken, String message) {
        String factor = DemoFiles.text(DemoForms.folder().resolve("order-phone.yaml"));
        String form = DemoFiles.text(DemoForms.folder().resolve("order-status.yaml"));
        assertThat(Forms.parse(List.of(form, factor)).all()).hasSize(1);
        assertThat(factor).contains(sound);
        assertThatThrownBy(() -> Forms.parse(List.of(form, factor.replace(sound, broken))))
                .isInstanceOf(Yaml.Invalid.class)
                .hasMessageContaining(message);
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
        assertThatThrownBy(() -> Forms.parse(List.of(SOUND, SOUND)))
                .hasMessageContaining("at /form: form call-back is described in another file as well");
        assertThatThrownBy(() -> Forms.parse(List.of(SOUND, SOUND.replace("form: call-back", "form: other"))))
                .hasMessage("form 2:2:11: at /intents/0: call_back begins form call-back as well");
    }

    @Test
    void refusesMoreSlotsAndLongerTextsThanAMessageCanCarry() {
        String slot = "  slot: {text: {most: 500}, optional: true, name: {zh: 值, en: value}}\n";
        String slots = IntStream.rangeClosed(1, 30)
                .mapToObj(i -> slot.replace("slot", "slot" + i))
                .collect(Collectors.joining());
        String form = "form: long\nabout: {zh: 长, en: long}\nslots:\n" + slots + "done: {say: {zh: 好, en: Fine}}\n";
        assertThat(Forms.parse(List.of(form)).all()).hasSize(1);

        assertThatThrownBy(() -> Forms.parse(List.of(form.replace("done:", slot + "done:"))))
                .isInstanceOf(Yaml.Invalid.class)
                .hasMessageContaining("at /slots: at most 30 are allowed");
        assertThatThrownBy(() -> Forms.parse(List.of(form.replaceFirst("500", "501"))))
                .isInstanceOf(Yaml.Invalid.class)
                .hasMessageContaining("at /slots/slot1/text/most: must be at most 500");
    }

    @Test
    void reportsWhatIsWrongInAllFilesAtOnce() {
        String one = SOUND.replace("keep: PT2H", "keep: soon").replace("entity: phone", "entity: fone");
        String other = SOUND.replace("skill:", "skil:");

        Yaml.Invalid invalid = catchThrowableOfType(Yaml.Invalid.class, () -> Forms.parse(List.of(one, SOUND, other)));

        assertThat(invalid.problems())
                .extracting(problem -> problem.file() + problem.pointer())
                .containsExactly("form 1/keep", "form 1/slots/phone/entity", "form 3/skil");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            code: true, currency: CNY | only amounts have a currency
            code: true, catalogue: true | only products are looked up
            code: true, known: true | known and several are for
            entity: person, several: true | known and several are for
            text: {}, choices: [] | exactly one of
            choices: [{zh: a}] | en is missing
            text: {named: [price]} | must be one of organisation
            problem: {} | of is missing
            yes-no: false | must be true
            entity: date, when: {} | at least one is needed
            entity: date, check: {action: a, outcomes: {}} | at least one is needed
            """)
    void refusesASlotThatCannotWork(String slot, String message) {
        String form = "form: f\nabout: {zh: 一, en: a}\nslots:\n  s: {name: {zh: 一, en: a}, ask: {zh: 一, en: a}, " + slot
                + "}\ndone: {say: {zh: 一, en: a}}\n";

        assertThatThrownBy(() -> Forms.parse(List.of(form)))
                .isInstanceOf(Yaml.Invalid.class)
                .hasMessageContaining("form 1:4:")
                .hasMessageContaining("at /slots/s")
                .hasMessageContaining(message);
    }

    @Test
    void theSchemaKnowsTheEntitiesThatWeFind() {
        assertThat(Forms.SCHEMA
                        .json()
                        .at("/$defs/Slot/properties/entity/anyOf/0/enum")
                        .valueStream())
                .extracting(JsonNode::asText)
                .contains(
                        Entity.ORDER_NUMBER,
                        Entity.PHONE,
                        Entity.EMAIL,
                        Entity.AMOUNT,
                        Entity.DATE,
                        Entity.PRODUCT,
                        Entity.QUANTITY,
                        Entity.TRACKING_NUMBER,
                        Entity.ID_CARD,
                        Entity.BANK_CARD,
                        Entity.PERSON,
                        Entity.ORGANISATION,
                        Entity.PLACE);
    }

    @Test
    void refusesAnythingButAForm() {
        for (String text : List.of("", "[]", "- a", "3", "form: [a]", "\u0000", "a: 1\na: 2")) {
            assertThatThrownBy(() -> Forms.parse(List.of(text))).as(text).isInstanceOf(Yaml.Invalid.class);
        }
    }
}
