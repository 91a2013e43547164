package io.parley.dialogue.forms;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.dialogue.forms.FormStep.End;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Whole dialogues. A line with {@code >} is the customer's, its intent in brackets where the classifier would be sure of one; one with
 * {@code <} contains a part of the answer; {@code =} the outcome, {@code !} the call that the shop must have received last.
 */
class FormDialogueTest {

    @TestFactory
    Stream<DynamicTest> dialogues() {
        return Stream.concat(FormDialogues.ORDERS.entrySet().stream(), FormDialogues.OTHERS.entrySet().stream())
                .map(dialogue -> DynamicTest.dynamicTest(dialogue.getKey(), () -> hold(dialogue.getValue())));
    }

    private static void hold(String script) {
        String[] lines = script.strip().split("\n");
        FormConversation conversation = FormConversation.demo(lines[0].strip());
        String answer = "";
        for (String line : lines) {
            String rest = line.length() > 2 ? line.substring(2) : "";
            switch (line.charAt(0)) {
                case '>' -> {
                    int end = rest.startsWith("[") ? rest.indexOf(']') : -1;
                    answer = end < 0
                            ? conversation.says(rest)
                            : conversation.says(rest.substring(end + 1).strip(), rest.substring(1, end));
                }
                case '?' -> answer = conversation.notUnderstood(rest);
                case '<' -> assertThat(answer).contains(rest);
                case '-' -> assertThat(answer).doesNotContain(rest);
                case '=' -> assertThat(outcome(conversation.step)).as(answer).isEqualTo(rest);
                case '!' -> {
                    var calls = conversation.shop.calls;
                    var last = calls.get(calls.size() - 1);
                    assertThat(last.action() + " " + last.arguments()).isEqualTo(rest);
                }
                default -> {}
            }
        }
    }

    private static String outcome(FormStep step) {
        if (step instanceof FormStep.Reply said) {
            return said.end() == End.ONGOING ? "ongoing" : said.end() == End.DONE ? "done" : "cancelled";
        } else if (step instanceof FormStep.HandOver handOver) {
            return handOver.reason().code() + " " + handOver.summary();
        }
        return "other";
    }
}
