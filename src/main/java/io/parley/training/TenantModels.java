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
 * Stores tenants' models, and the phrases they were trained on. One of a tenant's models is in use; the newest trained ones and the last
 * imported one are kept for going back.
 */
public interface TenantModels {

    /** How many of a tenant's newest trained models are kept; the one in use and the last imported one are kept anyway. */
    int KEPT = 5;

    /** Where a model came from. */
    enum Origin {
        /** Imported with the tenant's other data. */
        IMPORTED,
        /** Trained from the tenant's phrases. */
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

    /** The version in use, for each tenant that has a model. */
    CompletionStage<Map<TenantId, String>> inUse();

    /** Fails with {@code NOT_FOUND} for a version that is not kept. Returns the bytes as stored: the caller has to check them. */
    CompletionStage<byte[]> read(TenantId tenant, String version);

    /**
     * Stores a model, which becomes visible once it is complete.
     *
     * @param use whether it is in use from now on
     * @return its version
     */
    CompletionStage<Version> install(TenantId tenant, Origin origin, byte[] model, boolean use);

    /** Puts a kept version into use. Fails with {@code NOT_FOUND} for others. */
    CompletionStage<Done> use(TenantId tenant, String version);

    /** The file last stored by {@link #keepPhrases}; empty if there is none. */
    CompletionStage<Optional<byte[]>> phrases(TenantId tenant, PhraseKind kind);

    CompletionStage<Done> keepPhrases(TenantId tenant, PhraseKind kind, byte[] file);
}
