package io.parley;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The samples of everything that the server stores, under persistence. {@link RecordedTypesTest} checks that they are complete. */
class SamplesTest extends SamplesContract {

    SamplesTest() {
        super(
                new Samples(),
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.parley"));
    }
}
