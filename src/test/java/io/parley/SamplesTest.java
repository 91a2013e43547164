package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.Samples.Root;
import io.parley.Samples.Sample;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Journals and snapshots of any age must stay readable for ever: there is a sample of every version of every event under
 * persistence/events, and of every entity's state under persistence/snapshots. {@link RecordedTypesTest} checks that they are complete.
 */
class SamplesTest {

    private static Samples samples;

    @BeforeAll
    static void start() {
        samples = new Samples();
    }

    @AfterAll
    static void stop() {
        samples.close();
    }

    @TestFactory
    Stream<DynamicTest> everyEventAndEveryStateHasASample() {
        return samples.roots().stream().flatMap(root -> root.samples().stream()
                .map(name -> DynamicTest.dynamicTest(root + "/" + name, () -> assertThat(samples.samples(root, name))
                        .as("samples of %s: add %s", name, root.folder().resolve(name + ".v1.json"))
                        .isNotEmpty())));
    }

    @TestFactory
    Stream<DynamicTest> everySampleIsReadAndThoseOfTodayAreWrittenAlike() {
        return samples.samples().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> readAndWrite(sample)));
    }

    private static void readAndWrite(Sample sample) {
        Object read = samples.read(sample);
        assertThat(read).isInstanceOf(sample.root().typeOf(sample.name()));
        if (sample.newest()) {
            assertThat(samples.written(sample.root(), read).toPrettyString())
                    .as("%s as it is written today", sample)
                    .isEqualTo(Samples.json(sample).toPrettyString());
        }
    }

    @TestFactory
    Stream<DynamicTest> whatWasSealedIsTheSameOnceItIsOpenAndIsReadableWhenItIsErased() {
        return samples.samples().stream()
                .filter(sample -> sample.root().sealed())
                .map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> {
                    Object read = samples.read(sample);
                    assertThat(samples.sealedAndOpened(sample.root(), read)).isEqualTo(read);
                    assertThat(samples.erased(sample.root(), read)).hasSameClassAs(read);
                }));
    }

    @Test
    void everyFileIsASampleOfSomething() {
        Set<Path> known = samples.samples().stream().map(Sample::file).collect(Collectors.toCollection(TreeSet::new));
        Set<Path> there = samples.roots().stream()
                .map(Root::folder)
                .flatMap(folder -> Samples.files(folder).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(there)
                .as("their names are like message-received.v1.json or message-received.v1.image.json")
                .isEqualTo(known);
    }

    @Test
    void everyEntityHasASnapshot() {
        Set<String> events = names(Root::isEvent);
        assertThat(events).hasSize(5).isEqualTo(names(root -> !root.isEvent()));
    }

    private static Set<String> names(Predicate<Root> kind) {
        return samples.roots().stream()
                .filter(kind)
                .map(Root::aggregate)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
