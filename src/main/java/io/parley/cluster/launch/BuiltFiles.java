package io.parley.cluster.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the build makes of a tenant's files, as it takes long. */
final class BuiltFiles {

    private BuiltFiles() {}

    /** Those of this name that are there: beside the tenant's file, as in an image, and in its target directory. */
    static List<Path> named(String name, Path tenantFile) {
        Path folder = Optional.ofNullable(tenantFile.toAbsolutePath().getParent())
                .orElseThrow(() -> new IllegalArgumentException(tenantFile + " stands in no directory"));
        return List.of(
                        folder.resolve(name),
                        folder.resolveSibling("target/language").resolve(name))
                .stream()
                .filter(Files::isRegularFile)
                .toList();
    }
}
