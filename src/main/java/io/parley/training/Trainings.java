package io.parley.training;

import akka.Done;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.kit.Threads;
import io.parley.language.classify.LabelledText;
import io.parley.language.engine.TrainingPhrases;
import io.parley.training.TenantModels.Origin;
import io.parley.training.Training.Phase;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains tenants' models while the node keeps serving: one training per tenant at a time in the whole cluster, with the previous model's
 * phrases for the kind that was not provided. The new model is put into use immediately; phrases without a resulting model are not kept.
 */
public final class Trainings implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Trainings.class);

    private static final Duration TELL_EVERY = Duration.ofSeconds(1);
    /** A running training reports more often. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final int TRAINED_PERCENT = 95;

    private final TenantModels models;
    private final TrainingLog log;
    private final Trainer trainer;
    private final Clock clock;
    private final ScheduledExecutorService timer = Threads.timer("training-log");
    /** One training at a time on a node, across all tenants. */
    private final ExecutorService work = Threads.pool("training", 1);

    public Trainings(TenantModels models, TrainingLog log, Trainer trainer, Clock clock) {
        this.models = models;
        this.log = log;
        this.trainer = trainer;
        this.clock = clock;
    }

    /** Aborts a running training, whose lock expires within a minute. */
    @Override
    public void close() {
        work.shutdownNow();
        timer.shutdownNow();
    }

    /**
     * Starts a training and returns without waiting for its end.
     *
     * @param file without problems
     * @return fails with {@code NOT_POSSIBLE_NOW} while another training of the tenant runs
     */
    public CompletionStage<Training> start(TenantId tenant, PhraseKind kind, byte[] file) {
        Training training = Training.begun(UUID.randomUUID().toString(), kind, clock.instant());
        return log.begin(tenant, training).thenApply(begun -> {
            if (!begun) {
                throw new Refused(
                        ErrorCode.NOT_POSSIBLE_NOW,
                        "A training is already running. Wait until it has ended and try again.");
            }
            run(tenant, training, file);
            return training;
        });
    }

    /** Fails with {@code NOT_FOUND} when there was no such training recently. */
    public CompletionStage<Training> find(TenantId tenant, String id) {
        return log.find(tenant, id).thenApply(found -> {
            Training training = found.orElseThrow(
                    () -> new Refused(ErrorCode.NOT_FOUND, "There is no such training, or it ended long ago."));
            boolean silent = training.updatedAt().isBefore(clock.instant().minus(SILENCE));
            return !training.hasEnded() && silent
                    ? training.failed(
                            "The node that trained has ended. Start the training again.", training.updatedAt())
                    : training;
        });
    }

    private void run(TenantId tenant, Training begun, byte[] file) {
        AtomicInteger percent = new AtomicInteger();
        ProgressLog progressLog = new ProgressLog(tenant);
        ScheduledFuture<?> telling = timer.scheduleWithFixedDelay(
                () -> progressLog
                        .save(begun.at(Phase.TRAINING, percent.get(), clock.instant()))
                        .whenComplete((done, failure) -> warn(begun, failure)),
                TELL_EVERY.toMillis(),
                TELL_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
        PhraseKind other = begun.kind() == PhraseKind.INTENTS ? PhraseKind.EMOTIONS : PhraseKind.INTENTS;
        models.phrases(tenant, other)
                .thenApplyAsync(kept -> trained(begun.kind(), file, kept.orElse(new byte[0]), percent), work)
                .thenCompose(model -> {
                    telling.cancel(false);
                    return progressLog
                            .save(begun.at(Phase.INSTALLING, TRAINED_PERCENT, clock.instant()))
                            .thenCompose(done -> models.keepPhrases(tenant, begun.kind(), file))
                            .thenCompose(done -> models.install(tenant, Origin.TRAINED, model, true));
                })
                .thenApply(version -> begun.done(version, clock.instant()))
                .exceptionally(failure -> begun.failed(why(tenant, failure), clock.instant()))
                .thenCompose(ended -> {
                    telling.cancel(false);
                    LOG.info(
                            "training {} of tenant {}: {}",
                            ended.id(),
                            tenant,
                            ended.phase().code());
                    return progressLog.save(ended);
                })
                .whenComplete((done, failure) -> warn(begun, failure));
    }

    /** Writes in order: once the training has ended, no more progress is written. */
    private final class ProgressLog {
        private final TenantId tenant;
        private boolean trained;

        private ProgressLog(TenantId tenant) {
            this.tenant = tenant;
        }

        private synchronized CompletionStage<Done> save(Training now) {
            if (now.phase() == Phase.TRAINING && trained) {
                return CompletableFuture.completedStage(Done.getInstance());
            }
            trained |= now.phase() != Phase.TRAINING;
            return log.save(tenant, now);
        }
    }

    private static void warn(Training training, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.warn("the progress of training {} cannot be stored", training.id(), failure);
        }
    }

    private byte[] trained(PhraseKind kind, byte[] given, byte[] kept, AtomicInteger percent) {
        List<LabelledText> these = PhraseFile.of(given, kind).phrases();
        boolean intents = kind == PhraseKind.INTENTS;
        List<LabelledText> others = PhraseFile.of(kept, intents ? PhraseKind.EMOTIONS : PhraseKind.INTENTS)
                .phrases();
        TrainingPhrases phrases = new TrainingPhrases(intents ? these : others, intents ? others : these);
        try {
            return trainer.train(phrases, done -> percent.set(done * TRAINED_PERCENT / 100));
        } catch (IOException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    private static String why(TenantId tenant, Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        if (cause instanceof Trainer.TrainingFailed && message != null) {
            return message;
        }
        LOG.error("a training of tenant {} failed", tenant, cause);
        return "The training could not be finished. Start it again in a moment.";
    }
}
