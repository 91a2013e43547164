package io.parley.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaScriptTest {

    private static final String TABLE = "CREATE TABLE IF NOT EXISTS parley.t (id int PRIMARY KEY);";

    @Test
    void findsTheScriptsOfThisBuildInOrder() {
        assertThat(SchemaScript.all()).isNotEmpty();
        assertThat(SchemaScript.all().get(0).description()).isEqualTo("journal and snapshots");
        assertThat(SchemaScript.bootstrap()).hasSize(3);
    }

    @Test
    void countsStatementsButNotCommentsAndLayoutInTheChecksum() {
        String checksum = SchemaScript.parse("V001__t.cql", TABLE).checksum();

        assertThat(SchemaScript.parse("V001__t.cql", "-- why\n" + TABLE.replace(" (", "\n  ("))
                        .checksum())
                .isEqualTo(checksum);
        assertThat(SchemaScript.parse("V001__t.cql", TABLE.replace("int", "bigint"))
                        .checksum())
                .isNotEqualTo(checksum);
    }

    @Test
    void refusesAStatementThatCannotBeRepeated() {
        assertThatThrownBy(() -> SchemaScript.parse("V001__t.cql", "CREATE TABLE parley.t (id int PRIMARY KEY);"))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("IF NOT EXISTS");
    }

    @Test
    void refusesAnotherFileName() {
        assertThatThrownBy(() -> SchemaScript.parse("V1__t.cql", TABLE)).isInstanceOf(SchemaException.class);
    }

    @Test
    void refusesAGapAndADouble() {
        SchemaScript first = SchemaScript.parse("V001__t.cql", TABLE);
        SchemaScript third = SchemaScript.parse("V003__t.cql", TABLE);

        assertThatThrownBy(() -> SchemaScript.inOrder(List.of(first, third))).hasMessageContaining("version 2");
        assertThatThrownBy(() -> SchemaScript.inOrder(List.of(first, first))).hasMessageContaining("version 2");
    }
}
