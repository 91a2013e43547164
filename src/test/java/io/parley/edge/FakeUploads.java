package io.parley.edge;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.parley.TenantId;
import io.parley.edge.upload.Uploads;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Files in memory. */
public final class FakeUploads implements Uploads {

    private record Whole(Upload upload, ByteString bytes) {}

    private final ActorSystem<?> system;
    private final Map<String, Whole> files = new ConcurrentHashMap<>();

    FakeUploads(ActorSystem<?> system) {
        this.system = system;
    }

    public int count() {
        return files.size();
    }

    @Override
    public CompletionStage<Done> store(Upload upload, Source<ByteString, ?> bytes) {
        return bytes.runFold(ByteString.emptyByteString(), ByteString::concat, system)
                .thenApply(all -> {
                    files.put(upload.tenant() + "/" + upload.id(), new Whole(upload, all));
                    return Done.getInstance();
                });
    }

    @Override
    public CompletionStage<Optional<StoredUpload>> find(TenantId tenant, String id) {
        return CompletableFuture.completedStage(Optional.ofNullable(files.get(tenant + "/" + id))
                .map(file -> new StoredUpload(
                        file.upload(),
                        Source.<ByteString>single(file.bytes())
                                .mapMaterializedValue(ignored -> NotUsed.getInstance()))));
    }
}
