package io.parley.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds files that the build makes from a tenant's files, because making them takes long. */
final class BuiltFiles {

    private BuiltFiles() {}

    /** Returns the existing files of this name: beside the tenant's file (as in an image), in {@code target/language} beside its folder. */
    static List<Path> named(String name, Path tenantFile) {
        Path folder = Optional.ofNullable(tenantFile.toAbsolutePath().getParent())
                .orElseThrow(() -> new IllegalArgumentException(tenantFile + " is not in a directory"));
        return List.of(
                        folder.resolve(name),
                        folder.resolveSibling("target/language").resolve(name))
                .stream()
                .filter(Files::isRegularFile)
                .toList();
    }
}
