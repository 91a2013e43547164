package io.parley.edge.upload;

import akka.Done;
import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.parley.CustomerId;
import io.parley.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where uploaded files are kept. */
public interface Uploads {

    /** Bytes that are best handed over at once. */
    int CHUNK = 64 * 1024;

    /**
     * @param owner who sent it, and with whose key it is sealed
     * @param id unguessable: whoever knows it may have the file
     * @param mime as found by looking at it
     * @param bytes its size
     */
    record Upload(String id, TenantId tenant, CustomerId owner, String name, String mime, long bytes, Instant at) {
        /** The name is personal data. */
        @Override
        public String toString() {
            return tenant + "/" + mime + "/" + bytes;
        }
    }

    /** A file and its bytes, which can be read once. */
    record Kept(Upload upload, Source<ByteString, NotUsed> bytes) {}

    /** Keeps the file; found only once it is whole, by its tenant. The same id with the same bytes again changes nothing. */
    CompletionStage<Done> store(Upload upload, Source<ByteString, ?> bytes);

    /**
     * Empty for what was never there, for what has been deleted since, for what is another tenant's, and for what was
     * sent by a customer since erased.
     */
    CompletionStage<Optional<Kept>> find(TenantId tenant, String id);
}
