package io.parley.privacy;

import io.parley.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Keeps root keys in files that only their owner may read, one per tenant and version: {@code demo.1.root}. For one machine, or for nodes
 * that share a protected directory. Overwritten keys may survive on storage that keeps old blocks (a journalling file system, an SSD);
 * where that matters, a real key management system is needed.
 */
public final class FileKms implements Kms {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final String SUFFIX = ".root";

    private final Path directory;

    public FileKms(Path directory) {
        this.directory = directory;
    }

    @Override
    public int version(TenantId tenant) {
        int newest = newest(tenant);
        if (newest > 0) {
            return newest;
        }
        make(tenant, 1);
        return newest(tenant);
    }

    @Override
    public int newVersion(TenantId tenant) {
        make(tenant, newest(tenant) + 1);
        return newest(tenant);
    }

    @Override
    public byte[] wrap(TenantId tenant, int version, byte[] key) {
        return Aes.seal(read(tenant, version), bound(tenant, version), key);
    }

    @Override
    public byte[] unwrap(TenantId tenant, int version, byte[] wrapped) {
        byte[] key = Aes.open(read(tenant, version), bound(tenant, version), wrapped);
        if (key == null) {
            throw new Lost("a key of tenant " + tenant + " was not wrapped by version " + version
                    + " of the root key in " + directory + ". Is it the directory of another installation?");
        }
        return key;
    }

    @Override
    public void destroy(TenantId tenant, int version) {
        Path file = file(tenant, version);
        try {
            if (!Files.exists(file)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                ByteBuffer zeros = ByteBuffer.allocate(Aes.KEY_BYTES);
                while (zeros.hasRemaining()) {
                    channel.write(zeros);
                }
                channel.force(true);
            }
            // The zeroed file stays, so that its version is never used again.
        } catch (IOException failed) {
            throw new Unavailable("the root key " + file + " could not be overwritten", failed);
        }
    }

    private int newest(TenantId tenant) {
        String prefix = tenant.value() + ".";
        return names().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length(), name.length() - SUFFIX.length()))
                .filter(version -> version.matches("[0-9]{1,9}"))
                .mapToInt(Integer::parseInt)
                .max()
                .orElse(0);
    }

    /** A directory without any keys is treated as not mounted. */
    private boolean holdsKeys() {
        return !names().isEmpty();
    }

    /** The names of all root key files. */
    private List<String> names() {
        try {
            if (!Files.exists(directory)) {
                return List.of();
            }
            try (Stream<Path> files = Files.list(directory)) {
                return files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(SUFFIX))
                        .toList();
            }
        } catch (IOException | UncheckedIOException unreadable) {
            throw new Unavailable("the directory of root keys " + directory + " cannot be read", unreadable);
        }
    }

    /** Creates a key atomically: writes it to another file, forces it to disk, then links it into place; an existing key is kept. */
    private void make(TenantId tenant, int version) {
        try {
            if (!Files.exists(directory)) {
                Files.createDirectories(directory.toAbsolutePath().getParent());
                try {
                    Files.createDirectory(directory, OWNER_ONLY_DIRECTORY);
                } catch (FileAlreadyExistsException another) {
                    // Another node was faster.
                }
            }
            Path fresh = Files.createFile(directory.resolve(UUID.randomUUID() + ".new"), OWNER_ONLY);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer key = ByteBuffer.wrap(Aes.newKey());
                while (key.hasRemaining()) {
                    channel.write(key);
                }
                channel.force(true);
            }
            try {
                Files.createLink(file(tenant, version), fresh);
            } catch (FileAlreadyExistsException another) {
                // Another node was faster; its key is used.
            } finally {
                Files.delete(fresh);
            }
            try (FileChannel entries = FileChannel.open(directory)) {
                entries.force(true);
            }
        } catch (IOException failed) {
            throw new Unavailable(
                    "no root key could be written to " + directory + ". Set parley.privacy.kms.directory.", failed);
        }
    }

    private byte[] read(TenantId tenant, int version) {
        Path file = file(tenant, version);
        byte[] key;
        try {
            key = Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            if (holdsKeys()) {
                throw new Lost(
                        "the root key " + file
                                + " is missing. Without it no data of this tenant can be read: restore it from its backup.",
                        missing);
            }
            throw new Unavailable("there is no root key in " + directory + ". Is it mounted?", missing);
        } catch (IOException unreadable) {
            throw new Unavailable(
                    "the root key " + file + " cannot be read. Without it no data of this tenant can be read, either.",
                    unreadable);
        }
        boolean destroyed = true;
        for (byte b : key) {
            destroyed &= b == 0;
        }
        if (destroyed || key.length != Aes.KEY_BYTES) {
            throw new Lost("the root key " + file + " was destroyed");
        }
        return key;
    }

    private Path file(TenantId tenant, int version) {
        return directory.resolve(tenant.value() + "." + version + SUFFIX);
    }

    private static String bound(TenantId tenant, int version) {
        return tenant.value() + "|root|" + version;
    }
}
