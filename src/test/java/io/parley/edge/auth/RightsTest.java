package io.parley.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.directory.Directory.Role;
import io.parley.directory.Permission;
import io.parley.directory.Rights;
import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.Console;
import io.parley.edge.DescribedHttp.Operation;
import io.parley.edge.EdgeFixture;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of rights against everything that is served to agents. */
class RightsTest {

    private static EdgeFixture edge;
    private static Client http;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture();
        http = edge.client;
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @Test
    void everyRouteForAgentsSaysWhatTheyNeed() {
        for (Operation operation : http.described.operations()) {
            String permission = http.described.permission(operation);
            if (http.described.isForAgents(operation)) {
                assertThat(permission).as(operation.toString()).isIn(codes());
            } else {
                assertThat(permission).as(operation.toString()).isNull();
            }
        }
    }

    @Test
    void everyFrameOfTheDeskSaysWhatAgentsNeed() {
        assertThat(http.frames.permissions()).isNotEmpty();
        http.frames
                .permissions()
                .forEach((type, permission) -> assertThat(permission).as(type).isIn(codes()));
    }

    private static List<String> codes() {
        return Stream.of(Permission.values()).map(Permission::code).toList();
    }

    @ParameterizedTest
    @EnumSource
    void everyRouteRefusesARoleWithoutThePermission(Role role) {
        String token = edge.signIn(edge.agent(EdgeFixture.DEMO, role, 1));
        List<Operation> operations = http.described.operations().stream()
                .filter(http.described::isForAgents)
                // Signing out comes last: it ends the token.
                .sorted(Comparator.comparing(
                        (Operation operation) -> operation.path().equals("/api/v1/sign-out")))
                .toList();
        for (Operation operation : operations) {
            Answer answer = http.send(
                    operation.method().toUpperCase(Locale.ROOT),
                    operation.path().replaceAll("\\{[^}]*}", "unknown"),
                    token,
                    "");
            if (Rights.has(role, Permission.of(String.valueOf(http.described.permission(operation))))) {
                assertThat(answer.status()).as(operation.toString()).isNotIn(401, 403);
            } else {
                assertThat(answer.status()).as(operation.toString()).isEqualTo(403);
                assertThat(answer.json().path("code").asText()).isEqualTo("not-allowed");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFrameIsRefusedToARoleWithoutThePermission(Role role) {
        String token = edge.signIn(edge.agent(EdgeFixture.DEMO, role, 1));
        if (!Rights.has(role, Permission.WORK_AT_DESK)) {
            assertThat(http.post("/api/v1/desk/ticket", token, "").status()).isEqualTo(403);
            return;
        }
        try (Console console = Console.open(edge, token, null)) {
            http.frames.permissions().forEach((type, permission) -> {
                String error = console.ask(type, Map.of()).at("/error/code").asText();
                if (Rights.has(role, Permission.of(permission))) {
                    assertThat(error).as(type).isNotEqualTo("not-allowed");
                } else {
                    assertThat(error).as(type).isEqualTo("not-allowed");
                }
            });
        }
    }
}
