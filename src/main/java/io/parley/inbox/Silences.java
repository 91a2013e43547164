package io.parley.inbox;

import com.typesafe.config.Config;
import io.parley.TenantId;
import io.parley.conversation.Silence;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent.Document;
import io.parley.kit.PerTenant;
import java.util.List;

/** How long each tenant's conversations stay open, according to this node's directory. */
public final class Silences {

    private final PerTenant<List<Document>, Silence> silences;

    /** @param standard applies where a tenant sets nothing */
    public Silences(Directory directory, Silence standard) {
        this.silences = new PerTenant<>(
                tenant -> directory.documents(tenant, Document.SILENCE),
                (tenant, own) ->
                        own.isEmpty() ? standard : standard.with(own.get(0).text()));
    }

    /** @throws IllegalArgumentException if the document does not contain a valid {@link Silence} */
    public static void check(Document document, Config config) {
        Silence.from(config.getConfig("parley.conversation.silence")).with(document.text());
    }

    public Silence of(TenantId tenant) {
        return silences.of(tenant);
    }
}
