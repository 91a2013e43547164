package io.parley.bots.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionFileTest {

    private static final String FILE =
            """
            shapes:
              order:
                number: {from: /number, required: true}
            actions:
              - id: cancel-order
                service: shop
                requires: anyone
                arguments:
                  number: {}
                  note: {required: false}
                request:
                  method: POST
                  path: /orders/{number}/cancel
                  body: {note: "{note}"}
                  idempotencyKey: true
                timeout: PT1S
                retries: 2
                outcomes:
                  - {name: done, status: [200, 201], shape: order}
                  - {name: unknown, status: 404, where: {/code: order-not-found}}
            """;

    @Test
    void readsADescription() {
        ActionDescription action = parse(FILE).get(0);

        assertThat(action.id()).isEqualTo("cancel-order");
        assertThat(action.arguments().get("number").required()).isTrue();
        assertThat(action.arguments().get("note").required()).isFalse();
        assertThat(action.timeout()).contains(java.time.Duration.ofSeconds(1));
        assertThat(action.retries()).isEqualTo(2);
        assertThat(action.outcomes())
                .extracting(ActionDescription.Outcome::name)
                .containsExactly("done", "unknown");
        assertThat(action.outcomes().get(0).values()).containsOnlyKeys("number");
    }

    @Test
    void takesEverythingButAGetForAChangeUnlessToldOtherwise() {
        assertThat(parse(FILE).get(0).changes()).isTrue();
        assertThat(parse(FILE.replace("timeout: PT1S", "changes: false")).get(0).changes())
                .isFalse();
        String get = FILE.replace("method: POST", "method: GET").replace("body: {note", "query: {note");
        assertThat(parse(get).get(0).changes()).isFalse();
        assertThat(parse(get.replace("timeout: PT1S", "changes: true")).get(0).changes())
                .isTrue();
    }

    @Test
    void refusesToTakeAPutForALookUp() {
        String put = FILE.replace("method: POST", "method: PUT").replace("timeout: PT1S", "changes: false");
        assertThatThrownBy(() -> parse(put)).hasMessageContaining("changes: false is for GET and POST");
    }

    @Test
    void nobodyForgetsToSayWhoMayHaveItDone() {
        assertThatThrownBy(() -> parse(FILE.replace("    requires: anyone\n", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("actions/orders.yaml, line 5: action cancel-order: requires is missing;"
                        + " it must be anyone, known or verified");
    }

    /** What is wrong is named with the file, and with the line or the action. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            requires: anyone|requires: somebody|actions[0].requires
            requires: anyone|requires: verified|action cancel-order: requires verified, so the request must identify the customer: use {customer.account}
            requires: anyone|requires: known|action cancel-order: requires known, which any proven account or second factor meets, so the request must identify the customer: use {customer.account} and {customer.factor}
            note: {required: false}|customer.account: {required: false}|argument customer.account is filled by the server
            note: {required: false}|no.te: {required: false}|argument "no.te": a letter, then letters
            "{note}"|"{customer.name}"|an argument is written {name}
            retries: 2|retrys: 2|orders.yaml: actions[0].retrys: unknown key; known keys are [arguments, changes, id, outcomes, request, requires, retries, service, timeout]
            path: /orders|pth: /orders|actions[0].request.path: is missing
            status: 404|status: 404, stat: 1|actions[0].outcomes[1].stat: unknown key
            required: true|reqired: true|shapes.order.number.reqired: unknown key
            method: POST|method: PSOT|actions[0].request.method
            id: cancel-order|name: x|actions[0].id: is missing
            status: 404|status: 4o4|must be an HTTP status
            timeout: PT1S|timeout: soon|actions[0].timeout
            timeout: PT1S|timeout: PT0S|action cancel-order: timeout must be positive
            retries: 2|retries: 20|retries must be from 0 to 5
            idempotencyKey: true|idempotencyKey: false|could do it twice
            "{note}"|"{remark}"|{remark} is not an argument of this action
            "{note}"|"note"|argument note is not used in the request
            "{note}"|"{note"|an argument is written {name}
            number: {}|number: {required: false}|argument number is used in the path, so it must be required
            path: /orders|path: orders|must begin with a slash
            shape: order|shape: ordr|outcome done: there is no shape ordr
            path: /orders/{number}/cancel|path:|line 13, /actions/0/request/path: has no value
            number: {}|number:|/actions/0/arguments/number: has no value
            name: done|name: too-many-guesses|outcome too-many-guesses: is reserved
            name: done|name: outcome-unknown|outcome outcome-unknown: is reserved
            name: done|name: failed|outcome failed: is reserved for answers that are not described
            where: {/code|where: {code|is not a JSON Pointer
            where: {/code: order-not-found}|where: {/code: []}|a text, a list of texts, or null
            from: /number|from: number|value number: "number" is not a JSON Pointer
            from: /number|type: date, from: /number|shapes.order.number
            from: /number|type: money, from: /number|value number: currency is missing
            from: /number|type: list, from: /number|value number: values is missing
            from: /number|from: /number, currency: CNY|currency applies to type money only
            from: /number|type: list, from: /number, most: 99, values: {a: {from: /a}}|most must be from 1 to 50
            from: /number|type: money, from: /number, currency: YUAN|neither an ISO 4217 code nor a pointer
            method: POST|method: GET|request.body is not allowed with GET
            idempotencyKey: true|headers: {Host: x}|restricted header name
            idempotencyKey: true|headers: {Authorization: x}|Authorization cannot be set here
            service: shop|service: Shop!|lower-case letters, digits and hyphens
            """)
    void refusesWhatCannotBeMeant(String right, String wrong, String said) {
        assertThat(FILE).contains(right);

        assertThatThrownBy(() -> parse(FILE.replace(right, wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("actions/orders.yaml")
                .hasMessageContaining(said);
    }

    @Test
    void aRequestContainsEveryProofThatCanHaveLedToIt() {
        assertThat(parse(sending("known", "X-Account: \"{customer.account}\", X-Factor: \"{customer.factor}\"")))
                .hasSize(1);
        assertThat(parse(sending("verified", "X-Account: \"{number} {customer.account} {customer.verified}\"")))
                .hasSize(1);
        for (String headers : List.of(
                "X-Account: \"{customer.account}\"",
                "X-Factor: \"{customer.factor}\"",
                "X-Proof: \"{customer.account} {customer.factor}\"",
                "X-Account: \"{customer.account}\", X-Factor: \"{customer.factor} {note}\"")) {
            assertThatThrownBy(() -> parse(sending("known", headers)))
                    .as(headers)
                    .hasMessageContaining("use {customer.account} and {customer.factor}, each where");
        }
        assertThatThrownBy(() -> parse(sending("verified", "X-Account: \"{customer.account} {note}\"")))
                .as("left out with the note")
                .hasMessageContaining("use {customer.account} where no other value can be missing");
    }

    @Test
    void refusesWhatIsNoFileOfActions() {
        for (String text :
                List.of("", "actions", "[]", "actions: {}", "actions:", "a: b: c", "actions: [[]]", "---\n---")) {
            assertThatThrownBy(() -> parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("actions/orders.yaml");
        }
    }

    @Test
    void refusesTwoOfOneName() {
        assertThatThrownBy(() -> parse(FILE + FILE.substring(FILE.indexOf("  - id"))))
                .hasMessageContaining("action cancel-order: duplicate name");
    }

    private static String sending(String requires, String headers) {
        return FILE.replace("requires: anyone", "requires: " + requires)
                .replace("idempotencyKey: true", "idempotencyKey: true\n      headers: {" + headers + "}");
    }

    private static List<ActionDescription> parse(String yaml) {
        return ActionFile.parse("actions/orders.yaml", yaml);
    }
}
