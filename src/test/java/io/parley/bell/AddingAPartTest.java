package io.parley.bell;

import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.query.Offset;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.testkit.query.javadsl.PersistenceTestKitReadJournal;
import akka.stream.javadsl.Sink;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.parley.EntityKey;
import io.parley.Samples;
import io.parley.SamplesContract;
import io.parley.cluster.AllParts;
import io.parley.directory.Directory.Role;
import io.parley.edge.EdgeFixture;
import io.parley.edge.auth.RightsContract;
import io.parley.projection.Consumer;
import io.parley.projection.JournalEvent;
import io.parley.site.Component;
import io.parley.site.Projected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The part of docs/adding-a-part.md, added as it says there: with its package, an OpenAPI file, a sample and its line in the table of parts,
 * which here is {@code BellComponent::new}. What holds for every part of the server holds for it; {@code ServerClasses} has it among the
 * classes that are checked.
 */
class AddingAPartTest extends RightsContract {

    AddingAPartTest() {
        super(new EdgeFixture(BellComponent::new));
    }

    @Test
    void itsRouteItsEntityAndItsProjectionWorkWithoutAChangeAnywhereElse() {
        String token = edge.signIn(edge.agent(EdgeFixture.OTHER, Role.AGENT, 1));
        assertThat(http.post("/api/v1/bell", token, "").body()).isEqualTo("{\"rung\":1}");
        assertThat(http.post("/api/v1/bell", token, "").body()).isEqualTo("{\"rung\":2}");

        BellComponent bell = bell();
        Projected<?> projected = bell.projections().get(0);
        EdgeFixture.await(consumer(projected).handle(stored(projected)));
        assertThat(bell.heard).containsExactly("other", "other");
    }

    private BellComponent bell() {
        return (BellComponent) edge.components.get(edge.components.size() - 1);
    }

    @SuppressWarnings("unchecked")
    private static Consumer<Bell.Event> consumer(Projected<?> projected) {
        return (Consumer<Bell.Event>) projected.consumer();
    }

    /** As the readers of slices find them. */
    private List<JournalEvent<Bell.Event>> stored(Projected<?> projected) {
        String tag = projected.slices().tag(EntityKey.of(EdgeFixture.OTHER));
        return EdgeFixture.await(PersistenceQuery.get(edge.system)
                .getReadJournalFor(PersistenceTestKitReadJournal.class, PersistenceTestKitReadJournal.Identifier())
                .currentEventsByTag(tag, Offset.noOffset())
                .map(event -> new JournalEvent<>(
                        event.persistenceId(), event.sequenceNr(), null, event.timestamp(), (Bell.Event) event.event()))
                .runWith(Sink.seq(), edge.system));
    }

    @Test
    void theNodeHasThePartsOfTheTableAndThisOne() {
        List<Class<?>> table = new ArrayList<>(classes(AllParts.components()));
        table.removeAll(AllParts.withoutFixture());
        table.add(BellComponent.class);

        assertThat(classes(edge.components)).isEqualTo(table);
    }

    private static List<Class<?>> classes(List<Component> components) {
        return components.stream().<Class<?>>map(Component::getClass).toList();
    }

    @Nested
    class ItsSample extends SamplesContract {
        ItsSample() {
            super(
                    new Samples(List.of(bell()), Path.of("test/resources/persistence")),
                    new ClassFileImporter().importPackages("io.parley.bell"));
        }
    }

    /** That it refuses whoever may not ring is checked with all the others. */
    @Test
    void itsRouteIsDescribedAmongTheOthers() {
        assertThat(http.described.operations())
                .extracting(Object::toString)
                .contains("POST /api/v1/bell", "GET /api/v1/me");
    }

    @ParameterizedTest
    @CsvSource({
        "java, test/java/io/parley/bell/Bell.java",
        "java, test/java/io/parley/bell/BellEntity.java",
        "java, test/java/io/parley/bell/BellComponent.java",
        "yaml, test/resources/io/parley/bell/openapi.yaml",
        "json, test/resources/persistence/events/bell/rung.v1.json"
    })
    void thePageShowsTheseVeryFiles(String language, Path file) throws IOException {
        assertThat(Files.readString(Path.of("docs/adding-a-part.md")))
                .contains("```" + language + "\n" + Files.readString(file) + "```");
    }
}
