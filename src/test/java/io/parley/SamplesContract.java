package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.typed.javadsl.EventSourcedBehavior;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.parley.Samples.Root;
import io.parley.Samples.Sample;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Journals and snapshots of any age must stay readable for ever: there is a sample of every version of every event in the folder
 * {@code events}, and of every state that is stored as a snapshot in {@code snapshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SamplesContract {

    private final Samples samples;
    private final JavaClasses classes;

    /** @param classes among them the entities */
    protected SamplesContract(Samples samples, JavaClasses classes) {
        this.samples = samples;
        this.classes = classes;
    }

    @AfterAll
    void stop() {
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

    private void readAndWrite(Sample sample) {
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
        TreeSet<Path> known =
                samples.samples().stream().map(Sample::file).collect(Collectors.toCollection(TreeSet::new));
        TreeSet<Path> there = samples.roots().stream()
                .map(Root::folder)
                .flatMap(folder -> Samples.files(folder).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(there)
                .as("their names are like message-received.v1.json or message-received.v1.image.json")
                .isNotEmpty()
                .isEqualTo(known);
    }

    @TestFactory
    Stream<DynamicTest> everyEntityIsStoredAsItsComponentSays() {
        List<JavaClass> entities = classes.stream()
                .filter(type -> type.isAssignableTo(EventSourcedBehavior.class))
                .toList();
        assertThat(entities).isNotEmpty();
        return entities.stream()
                .map(entity -> DynamicTest.dynamicTest(entity.getSimpleName(), () -> {
                    String aggregate = aggregate(entity);
                    if (entity.tryGetMethod("retentionCriteria").isPresent()) {
                        assertThat(samples.roots())
                                .as("how snapshots of %s are written", aggregate)
                                .anyMatch(root ->
                                        !root.isEvent() && root.aggregate().equals(aggregate));
                    }
                }));
    }

    /** Found by its events. */
    private String aggregate(JavaClass entity) {
        Object events = ((ParameterizedType) entity.reflect().getGenericSuperclass()).getActualTypeArguments()[1];
        return samples.roots().stream()
                .filter(root -> root.isEvent() && root.type().equals(events))
                .map(Root::aggregate)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no component says how " + events + " is written"));
    }
}
