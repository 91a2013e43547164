package io.parley.edge.upload;

import akka.Done;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.TemporarilyRefused;
import io.parley.TenantId;
import io.parley.edge.kit.TenantLimits;
import io.parley.edge.kit.TenantLimits.Uploads;
import io.parley.edge.upload.UploadUsage.Used;
import io.parley.kit.Keys;
import io.parley.signing.SigningKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Keeps uploads within daily limits: to a thread, from a network address, to a tenant. Files that are kept are counted by their real size,
 * after they have arrived: anything a client only declares, breaks off or sends a second time is not counted. Uploads in progress are
 * bounded by {@link UploadsUnderWay}.
 */
public final class UploadQuotas {

    private static final String TENANT = "tenant";
    private static final Used NONE = new Used(0, 0);
    /** Two simultaneous uploads may each see the other's count and find no room, although there is room for one of them. */
    private static final int TRIES = 3;

    private static final int SOONEST_MILLIS = 50;
    private static final int LATEST_MILLIS = 300;

    private final UploadUsage usage;
    private final TenantLimits limits;
    private final byte[] addressKey;
    private final Clock clock;

    public UploadQuotas(UploadUsage usage, TenantLimits limits, SigningKeys keys, Clock clock) {
        this.usage = usage;
        this.limits = limits;
        this.addressKey = keys.signing("upload addresses");
        this.clock = clock;
    }

    /** Files that are counted. */
    final class Counted {
        private final TenantId tenant;
        private final LocalDate day;
        private final String ofThread;
        private final String ofAddress;
        private final Used files;

        private Counted(TenantId tenant, LocalDate day, String ofThread, String ofAddress, Used files) {
            this.tenant = tenant;
            this.day = day;
            this.ofThread = ofThread;
            this.ofAddress = ofAddress;
            this.files = files;
        }

        private CompletionStage<Map<String, Used>> add(Used more) {
            return usage.add(tenant, day, List.of(ofThread, ofAddress, TENANT), more);
        }

        /** Takes the count back for files that could not be kept. */
        CompletionStage<Done> takeBack() {
            return add(new Used(-files.files(), -files.bytes())).thenApply(now -> Done.getInstance());
        }

        /** Returns which limit the counts, which include these files, exceed; empty when they exceed none. */
        private String full(Map<String, Used> now) {
            TenantLimits.Values most = limits.of(tenant);
            if (over(now, ofThread, most.ofThread())) {
                return "to this conversation";
            }
            if (over(now, ofAddress, most.ofAddress())) {
                return "from this network address";
            }
            return over(now, TENANT, most.ofTenant()) ? "by all customers" : "";
        }
    }

    /**
     * Counts files that are about to be kept.
     *
     * @param peer the network address, see {@link io.parley.edge.kit.ClientAddresses}
     * @return fails with {@code TOO_MANY_REQUESTS} when there is no room for them that day; they are then not counted
     */
    CompletionStage<Counted> count(TenantId tenant, CustomerId thread, String peer, Used files) {
        LocalDate day = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        String ofAddress = "address|" + Keys.substitute(addressKey, peer);
        return count(new Counted(tenant, day, "thread|" + thread, ofAddress, files), TRIES);
    }

    private CompletionStage<Counted> count(Counted counted, int tries) {
        return counted.add(counted.files).thenCompose(now -> {
            String full = counted.full(now);
            return full.isEmpty()
                    ? CompletableFuture.completedStage(counted)
                    : counted.takeBack()
                            .thenCompose(back -> tries > 1
                                    ? soon().thenCompose(later -> count(counted, tries - 1))
                                    : CompletableFuture.failedStage(tooMuch(full, counted.day)));
        });
    }

    private static CompletionStage<Void> soon() {
        int millis = ThreadLocalRandom.current().nextInt(SOONEST_MILLIS, LATEST_MILLIS);
        return CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
    }

    private static boolean over(Map<String, Used> used, String count, Uploads most) {
        Used now = used.getOrDefault(count, NONE);
        return now.files() > most.files() || now.bytes() > most.bytes();
    }

    private TemporarilyRefused tooMuch(String whose, LocalDate day) {
        Instant tomorrow = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return new TemporarilyRefused(
                ErrorCode.TOO_MANY_REQUESTS,
                "The daily limit for uploads " + whose + " has been reached. Send it tomorrow, or describe it in text.",
                Duration.between(clock.instant(), tomorrow));
    }
}
