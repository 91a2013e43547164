package io.parley.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.directory.Directory.Role;
import io.parley.directory.Permission;
import io.parley.directory.Rights;
import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.DescribedHttp.Operation;
import io.parley.edge.EdgeFixture;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of rights against every route that a node serves to agents. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RightsContract {

    protected final EdgeFixture edge;
    protected final Client http;

    protected RightsContract(EdgeFixture edge) {
        this.edge = edge;
        this.http = edge.client;
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    protected static List<String> codes() {
        return Stream.of(Permission.values()).map(Permission::code).toList();
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
}
