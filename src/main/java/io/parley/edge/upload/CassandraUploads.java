package io.parley.edge.upload;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.alpakka.cassandra.javadsl.CassandraSession;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.protocol.internal.util.Bytes;
import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.privacy.CustomerKeys;
import io.parley.privacy.Keyring;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps files in pieces; the row that marks a file as complete is written last. */
public final class CassandraUploads implements Uploads {

    private final ActorSystem<?> system;
    private final CassandraSession session;
    private final Keyring keyring;
    private final int ttlSeconds;

    /**
     * @param keyring seals what is stored and opens what is read
     * @param keep after which a file is deleted; up to 20 years
     */
    public CassandraUploads(ActorSystem<?> system, CassandraSession session, Keyring keyring, Duration keep) {
        this.keyring = keyring;
        this.system = system;
        this.session = session;
        this.ttlSeconds = Math.toIntExact(keep.toSeconds());
    }

    @Override
    public CompletionStage<Done> store(Upload upload, Source<ByteString, ?> bytes) {
        return keyring.toSeal(upload.tenant(), upload.owner()).thenCompose(keys -> store(upload, bytes, keys));
    }

    private CompletionStage<Done> store(Upload upload, Source<ByteString, ?> bytes, CustomerKeys keys) {
        return bytes.via(akka.stream.javadsl.Flow.<ByteString>create().mapConcat(piece -> pieces(piece)))
                .zipWithIndex()
                .mapAsync(
                        1,
                        piece -> session.executeWrite(
                                "INSERT INTO parley.upload_chunk (tenant, id, n, data) VALUES (?, ?, ?, ?) USING TTL ?",
                                upload.tenant().value(),
                                upload.id(),
                                Math.toIntExact((Long) piece.second()),
                                ByteBuffer.wrap(keys.sealFile(piece.first().toArrayUnsafe())),
                                ttlSeconds))
                .run(system)
                .thenCompose(done -> session.executeWrite(
                        "INSERT INTO parley.upload (tenant, id, owner, name, mime, bytes, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
                                + " USING TTL ?",
                        upload.tenant().value(),
                        upload.id(),
                        upload.owner().value(),
                        ByteBuffer.wrap(keys.sealFile(upload.name().getBytes(StandardCharsets.UTF_8))),
                        upload.mime(),
                        upload.bytes(),
                        upload.at(),
                        ttlSeconds));
    }

    private static Iterable<ByteString> pieces(ByteString bytes) {
        java.util.List<ByteString> pieces = new java.util.ArrayList<>(1);
        for (ByteString rest = bytes; !rest.isEmpty(); rest = rest.drop(CHUNK)) {
            pieces.add(rest.take(CHUNK));
        }
        return pieces;
    }

    @Override
    public CompletionStage<Optional<StoredUpload>> find(TenantId tenant, String id) {
        return session.selectOne(
                        "SELECT owner, name, mime, bytes, at FROM parley.upload WHERE tenant = ? AND id = ?",
                        tenant.value(),
                        id)
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.completedStage(Optional.empty())
                        : opened(tenant, id, found.get()));
    }

    private CompletionStage<Optional<StoredUpload>> opened(TenantId tenant, String id, Row row) {
        CustomerId owner = new CustomerId(row.getString("owner"));
        return keyring.of(tenant, owner).thenApply(keys -> {
            byte[] name = keys.openFile(Bytes.getArray(row.getByteBuffer("name")));
            if (name == null) {
                return Optional.empty();
            }
            Upload upload = new Upload(
                    id,
                    tenant,
                    owner,
                    new String(name, StandardCharsets.UTF_8),
                    row.getString("mime"),
                    row.getLong("bytes"),
                    row.getInstant("at"));
            return Optional.of(new StoredUpload(
                    upload,
                    session.select(
                                    "SELECT data FROM parley.upload_chunk WHERE tenant = ? AND id = ?",
                                    tenant.value(),
                                    id)
                            .map(chunk -> piece(keys, chunk))));
        });
    }

    private static ByteString piece(CustomerKeys keys, Row chunk) {
        byte[] piece = keys.openFile(Bytes.getArray(chunk.getByteBuffer("data")));
        if (piece == null) {
            throw new IllegalStateException("a piece of a file cannot be opened");
        }
        return ByteString.fromArrayUnsafe(piece);
    }
}
