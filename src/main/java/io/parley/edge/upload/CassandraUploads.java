package io.parley.edge.upload;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.alpakka.cassandra.javadsl.CassandraSession;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.parley.TenantId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Keeps files in pieces, the piece that says it is whole last. */
public final class CassandraUploads implements Uploads {

    private final ActorSystem<?> system;
    private final CassandraSession session;
    private final int ttlSeconds;

    /** @param keep after which a file is deleted; up to 20 years */
    public CassandraUploads(ActorSystem<?> system, CassandraSession session, Duration keep) {
        this.system = system;
        this.session = session;
        this.ttlSeconds = Math.toIntExact(keep.toSeconds());
    }

    @Override
    public CompletionStage<Done> store(Upload upload, Source<ByteString, ?> bytes) {
        return bytes.via(akka.stream.javadsl.Flow.<ByteString>create().mapConcat(piece -> pieces(piece)))
                .zipWithIndex()
                .mapAsync(
                        1,
                        piece -> session.executeWrite(
                                "INSERT INTO parley.upload_chunk (tenant, id, n, data) VALUES (?, ?, ?, ?) USING TTL ?",
                                upload.tenant().value(),
                                upload.id(),
                                Math.toIntExact((Long) piece.second()),
                                piece.first().toByteBuffer(),
                                ttlSeconds))
                .run(system)
                .thenCompose(done -> session.executeWrite(
                        "INSERT INTO parley.upload (tenant, id, name, mime, bytes, at) VALUES (?, ?, ?, ?, ?, ?)"
                                + " USING TTL ?",
                        upload.tenant().value(),
                        upload.id(),
                        upload.name(),
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
    public CompletionStage<Optional<Kept>> find(TenantId tenant, String id) {
        return session.selectOne(
                        "SELECT name, mime, bytes, at FROM parley.upload WHERE tenant = ? AND id = ?",
                        tenant.value(),
                        id)
                .thenApply(found -> found.map(row -> new Kept(
                        new Upload(
                                id,
                                tenant,
                                row.getString("name"),
                                row.getString("mime"),
                                row.getLong("bytes"),
                                row.getInstant("at")),
                        session.select(
                                        "SELECT data FROM parley.upload_chunk WHERE tenant = ? AND id = ?",
                                        tenant.value(),
                                        id)
                                .map(chunk -> ByteString.fromByteBuffer(chunk.getByteBuffer("data"))))));
    }
}
