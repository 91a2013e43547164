package io.parley.training;

import akka.Done;
import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.TenantId;
import io.parley.language.engine.TenantModel.Particulars;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where tenants' models are kept, and the phrases they were made from. Of a tenant's models one is in use; the newest trained ones and
 * the one that was imported last are kept to go back to.
 */
public interface TenantModels {

    /** How many trained models of a tenant are kept, besides the one in use and the one imported last. */
    int KEPT = 5;

    /** Where a model came from. */
    enum Origin {
        /** With the tenant's other data. */
        IMPORTED,
        /** From phrases that the tenant gave. */
        TRAINED;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param bytes its size as stored */
    record Version(String version, Origin origin, Particulars particulars, int bytes, Instant installedAt) {}

    /** The newest first. */
    CompletionStage<List<Version>> versions(TenantId tenant);

    /** Which version each tenant uses that has a model. */
    CompletionStage<Map<TenantId, String>> inUse();

    /** Fails with {@code NOT_FOUND} for a version that is not kept. What comes is as stored: whoever uses it has to check it. */
    CompletionStage<byte[]> read(TenantId tenant, String version);

    /**
     * Keeps a model; found once it is whole.
     *
     * @param use whether it is in use from now on
     * @return its version
     */
    CompletionStage<Version> install(TenantId tenant, Origin origin, byte[] model, boolean use);

    /** Takes a kept version into use. Fails with {@code NOT_FOUND} for others. */
    CompletionStage<Done> use(TenantId tenant, String version);

    /** The file that {@link #keepPhrases} got last; empty for none. */
    CompletionStage<Optional<byte[]>> phrases(TenantId tenant, PhraseKind kind);

    CompletionStage<Done> keepPhrases(TenantId tenant, PhraseKind kind, byte[] file);
}
