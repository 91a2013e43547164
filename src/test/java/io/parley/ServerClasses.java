package io.parley;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The classes of the server and its modules, and of the part that docs/adding-a-part.md adds: what holds for every part holds for it. */
final class ServerClasses {

    static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(location ->
                    ImportOption.Predefined.DO_NOT_INCLUDE_TESTS.includes(location) || location.contains("/bell/Bell"))
            // The fixtures of the modules below the server.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.parley");

    private ServerClasses() {}
}
