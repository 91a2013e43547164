package io.parley.training;

import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.language.engine.TenantModel.Part;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One training and its progress.
 *
 * @param kind the kind of phrases provided; the tenant's stored ones of the other kind are used with them
 * @param version of the resulting model
 * @param intents that model's quality on held-out phrases
 * @param error the reason for its failure, and what to do
 */
@RecordBuilder
public record Training(
        String id,
        PhraseKind kind,
        Phase phase,
        int percent,
        Instant startedAt,
        Instant updatedAt,
        @Nullable String version,
        @Nullable Part intents,
        @Nullable Part emotions,
        @Nullable String error) {

    /** Its current stage. */
    public enum Phase {
        TRAINING,
        INSTALLING,
        DONE,
        FAILED;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Training begun(String id, PhraseKind kind, Instant now) {
        return new Training(id, kind, Phase.TRAINING, 0, now, now, null, null, null, null);
    }

    public boolean hasEnded() {
        return phase == Phase.DONE || phase == Phase.FAILED;
    }

    Training at(Phase next, int done, Instant now) {
        return TrainingBuilder.builder(this)
                .phase(next)
                .percent(done)
                .updatedAt(now)
                .build();
    }

    Training done(TenantModels.Version made, Instant now) {
        return new Training(
                id,
                kind,
                Phase.DONE,
                100,
                startedAt,
                now,
                made.version(),
                made.particulars().intents(),
                made.particulars().emotions(),
                null);
    }

    Training failed(String why, Instant now) {
        return new Training(id, kind, Phase.FAILED, percent, startedAt, now, null, null, null, why);
    }
}
