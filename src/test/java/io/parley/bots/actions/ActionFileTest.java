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
                .hasMessage("actions/orders.yaml:5:5: at /actions/0: requires is missing");
    }

    /** What is wrong is named with the file, and with the line or the action. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            requires: anyone|requires: somebody|7:15: at /actions/0/requires: must be one of anyone, known, verified
            requires: anyone|requires: verified|12:7: at /actions/0/request: requires verified, so the request must identify the customer: use {customer.account}
            requires: anyone|requires: known|at /actions/0/request: requires known, which any proven account or second factor meets, so the request must identify the customer: use {customer.account} and {customer.factor}
            note: {required: false}|customer.account: {required: false}|10:7: at /actions/0/arguments/customer.account: an argument's name has
            note: {required: false}|no.te: {required: false}|10:7: at /actions/0/arguments/no.te: an argument's name has
            "{note}"|"{customer.name}"|at /actions/0/request/body/note: "{customer.name}": an argument is written {name}
            retries: 2|retrys: 2|17:5: at /actions/0/retrys: unknown key; known keys are arguments, changes, id, outcomes, request, requires, retries, service, timeout
            path: /orders|pth: /orders|at /actions/0/request: path is missing
            status: 404|status: 404, stat: 1|at /actions/0/outcomes/1/stat: unknown key
            required: true|reqired: true|3:29: at /shapes/order/number/reqired: unknown key
            method: POST|method: PSOT|at /actions/0/request/method: must be one of
            id: cancel-order|name: x|at /actions/0: id is missing
            status: 404|status: 4o4|at /actions/0/outcomes/1/status: must be an HTTP status
            status: 404|status: 99|at /actions/0/outcomes/1/status: must be an HTTP status
            timeout: PT1S|timeout: soon|at /actions/0/timeout: a positive ISO 8601 duration
            timeout: PT1S|timeout: PT0S|at /actions/0/timeout: a positive ISO 8601 duration
            retries: 2|retries: 20|at /actions/0/retries: must be at most 5
            idempotencyKey: true|idempotencyKey: false|at /actions/0/retries: retries of POST could do it twice
            "{note}"|"{remark}"|{remark} is not an argument of this action
            "{note}"|"note"|argument note is not used in the request
            "{note}"|"{note"|an argument is written {name}
            number: {}|number: {required: false}|at /actions/0/request/path: argument number is used in the path, so it must be required
            path: /orders|path: orders|at /actions/0/request/path: a path begins with a slash
            path: /orders|path: /orders?a=b|at /actions/0/request/path: a path begins with a slash
            shape: order|shape: ordr|at /actions/0/outcomes/0/shape: there is no shape ordr
            path: /orders/{number}/cancel|path:|13:12: at /actions/0/request/path: a path begins
            number: {}|number:|at /actions/0/arguments/number: must be keys and values
            name: done|name: too-many-guesses|at /actions/0/outcomes/0/name: is reserved
            name: done|name: outcome-unknown|at /actions/0/outcomes/0/name: is reserved
            name: done|name: failed|is reserved for answers that are not described
            where: {/code|where: {code|at /actions/0/outcomes/1/where/code: a JSON Pointer is needed
            where: {/code: order-not-found}|where: {/code: []}|a text, a list of texts, or null
            from: /number|from: number|at /shapes/order/number/from: a JSON Pointer is needed
            from: /number|type: date, from: /number|at /shapes/order/number/type: must be one of
            from: /number|type: money, from: /number|at /shapes/order/number: currency is missing
            from: /number|type: list, from: /number|at /shapes/order/number: values is missing
            from: /number|from: /number, currency: CNY|at /shapes/order/number/currency: applies to type money only
            from: /number|type: list, from: /number, most: 99, values: {a: {from: /a}}|at /shapes/order/number/most: must be at most 50
            from: /number|type: money, from: /number, currency: YUAN|neither an ISO 4217 code nor a pointer
            from: /number|type: money, from: /number, currency: XXQ|neither an ISO 4217 code nor a pointer
            method: POST|method: GET|at /actions/0/request/body: a body is not allowed with GET
            idempotencyKey: true|headers: {Host: x}|restricted header name
            idempotencyKey: true|headers: {Authorization: x}|at /actions/0/request/headers/Authorization: this header cannot be set here
            service: shop|service: Shop!|at /actions/0/service: lower-case letters, digits and hyphens
            note: "{note}"|note: [{a: }]|at /actions/0/request/body/note/0/a: a value is needed
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
                .hasMessageContaining("at /actions/1/id: duplicate name");
    }

    private static String sending(String requires, String headers) {
        return FILE.replace("requires: anyone", "requires: " + requires)
                .replace("idempotencyKey: true", "idempotencyKey: true\n      headers: {" + headers + "}");
    }

    private static List<ActionDescription> parse(String yaml) {
        return ActionFile.parse("actions/orders.yaml", yaml);
    }
}
