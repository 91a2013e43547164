package io.parley.persistence.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CqlStatementsTest {

    @Test
    void splitsAtSemicolonsAndDropsComments() {
        assertThat(
                        CqlStatements.of(
                                """
                -- one; not a statement
                CREATE TABLE a ( // the key
                  id int /* ; */ PRIMARY KEY
                );
                DROP TABLE b;;
                """))
                .containsExactly("CREATE TABLE a ( id int PRIMARY KEY )", "DROP TABLE b");
    }

    @Test
    void leavesWhatIsQuotedAsItIs() {
        assertThat(CqlStatements.of("INSERT 'it''s;  -- here', \"a;b\", $$ x; ' $$;"))
                .containsExactly("INSERT 'it''s;  -- here', \"a;b\", $$ x; ' $$");
    }

    @Test
    void refusesAQuoteThatDoesNotEnd() {
        assertThatThrownBy(() -> CqlStatements.of("INSERT 'open;"))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("Missing closing");
    }

    @Test
    void refusesALastStatementWithoutSemicolon() {
        assertThatThrownBy(() -> CqlStatements.of("DROP TABLE a; DROP TABLE b"))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("DROP TABLE b");
    }
}
