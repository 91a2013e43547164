package io.parley.cluster.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TenantImportTest {

    @Test
    void aPasswordOfOnesOwnGoesBeforeTheCommonOne() {
        UnaryOperator<String> passwordOf = TenantImport.passwordOf(Map.of("orders@example.com", "own"), "common");

        assertThat(passwordOf.apply("orders@example.com")).isEqualTo("own");
        assertThat(passwordOf.apply("general@example.com")).isEqualTo("common");
    }

    @Test
    void namesWhomThePasswordFileLeavesOut() {
        UnaryOperator<String> passwordOf = TenantImport.passwordOf(Map.of("orders@example.com", "own"), "");

        assertThatThrownBy(() -> passwordOf.apply("general@example.com"))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("general@example.com");
    }
}
