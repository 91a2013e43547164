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

/** The store of uploaded files. */
public interface Uploads {

    /** The preferred chunk size in bytes. */
    int CHUNK = 64 * 1024;

    /**
     * @param owner the sender, with whose key it is sealed
     * @param id unguessable: anyone who knows it may read the file
     * @param mime as detected from its content and name
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
    record StoredUpload(Upload upload, Source<ByteString, NotUsed> bytes) {}

    /**
     * Keeps the file, which can be found only once it is complete, and only by its tenant. Idempotent for the same id with the same bytes.
     */
    CompletionStage<Done> store(Upload upload, Source<ByteString, ?> bytes);

    /**
     * Returns empty for a file that never existed, has since been deleted, is another tenant's, or was sent by a customer who has since
     * been erased.
     */
    CompletionStage<Optional<StoredUpload>> find(TenantId tenant, String id);
}
