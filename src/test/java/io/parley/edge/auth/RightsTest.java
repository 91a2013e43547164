package io.parley.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.directory.Directory.Role;
import io.parley.directory.Permission;
import io.parley.directory.Rights;
import io.parley.edge.Console;
import io.parley.edge.EdgeFixture;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of rights against everything that is served to agents. */
class RightsTest extends RightsContract {

    RightsTest() {
        super(new EdgeFixture());
    }

    @Test
    void everyFrameOfTheDeskSaysWhatAgentsNeed() {
        assertThat(http.frames.permissions()).isNotEmpty();
        http.frames
                .permissions()
                .forEach((type, permission) -> assertThat(permission).as(type).isIn(codes()));
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
