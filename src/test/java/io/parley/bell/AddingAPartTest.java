package io.parley.bell;

import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.query.Offset;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.testkit.query.javadsl.PersistenceTestKitReadJournal;
import akka.stream.javadsl.Sink;
import io.parley.EntityKey;
import io.parley.TenantId;
import io.parley.edge.EdgeFixture;
import io.parley.projection.Consumer;
import io.parley.projection.JournalEvent;
import io.parley.site.Projected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of docs/adding-a-part.md, added as it says there. */
class AddingAPartTest {

    private static final TenantId TENANT = new TenantId("demo");

    @Test
    void itsRouteItsEntityAndItsProjectionWorkWithoutAChangeAnywhereElse() {
        BellComponent bell = new BellComponent();
        try (EdgeFixture node = new EdgeFixture("", bell)) {
            assertThat(node.client.post("/bell/demo", null, "").body()).isEqualTo("{\"rung\":1}");
            assertThat(node.client.post("/bell/demo", null, "").body()).isEqualTo("{\"rung\":2}");

            Projected<?> projected = bell.projections().get(0);
            EdgeFixture.await(consumer(projected).handle(stored(node, projected)));
            assertThat(bell.heard).containsExactly("demo", "demo");
        }
    }

    @SuppressWarnings("unchecked")
    private static Consumer<Bell.Event> consumer(Projected<?> projected) {
        return (Consumer<Bell.Event>) projected.consumer();
    }

    /** As the readers of slices find them. */
    private static List<JournalEvent<Bell.Event>> stored(EdgeFixture node, Projected<?> projected) {
        String tag = projected.slices().tag(EntityKey.of(TENANT));
        return EdgeFixture.await(PersistenceQuery.get(node.system)
                .getReadJournalFor(PersistenceTestKitReadJournal.class, PersistenceTestKitReadJournal.Identifier())
                .currentEventsByTag(tag, Offset.noOffset())
                .map(event -> new JournalEvent<>(
                        event.persistenceId(), event.sequenceNr(), null, event.timestamp(), (Bell.Event) event.event()))
                .runWith(Sink.seq(), node.system));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bell", "BellEntity", "BellComponent"})
    void thePageShowsTheseVeryFiles(String file) throws IOException {
        String code = Files.readString(Path.of("test/java/io/parley/bell", file + ".java"));

        assertThat(Files.readString(Path.of("docs/adding-a-part.md"))).contains("```java\n" + code + "```");
    }
}
