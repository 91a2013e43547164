package io.parley.edge.upload;

import akka.Done;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.RefusedForNow;
import io.parley.TenantId;
import io.parley.edge.TenantLimits;
import io.parley.edge.TenantLimits.Uploads;
import io.parley.edge.upload.UploadUsage.Used;
import io.parley.signing.Signature;
import io.parley.signing.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps what is uploaded within what a day may bring: to a thread, from a network address, to a tenant. What an upload may need is taken
 * before it is read, so that many at once cannot all find room; what it did not need is given back. One that fails counts with the bytes
 * that came; one that a killed node was reading, with all that was declared.
 */
public final class UploadQuotas {

    private static final String TENANT = "tenant";
    private static final Used NONE = new Used(0, 0);

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

    /** Room that is taken. */
    public final class Reserved {
        private final TenantId tenant;
        private final LocalDate day;
        private final List<String> counts;
        private final long bytes;

        private Reserved(TenantId tenant, LocalDate day, List<String> counts, long bytes) {
            this.tenant = tenant;
            this.day = day;
            this.counts = counts;
            this.bytes = bytes;
        }

        /** Counts what has really come. */
        public CompletionStage<Done> settle(long files, long bytesCame) {
            return usage.add(tenant, day, counts, new Used(files - 1, bytesCame - bytes))
                    .thenApply(now -> Done.getInstance());
        }
    }

    /**
     * @param peer the network address, see {@link io.parley.edge.Peers}
     * @param bytes that may come
     * @return fails with {@code TOO_MANY_REQUESTS} when there is no room
     */
    public CompletionStage<Reserved> reserve(TenantId tenant, CustomerId thread, String peer, long bytes) {
        LocalDate day = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        String ofThread = "thread|" + thread;
        String ofAddress = "address|"
                + HexFormat.of().formatHex(Signature.hmac(addressKey, peer.getBytes(StandardCharsets.UTF_8)), 0, 16);
        Reserved reserved = new Reserved(tenant, day, List.of(ofThread, ofAddress, TENANT), bytes);
        TenantLimits.Values most = limits.of(tenant);
        return usage.add(tenant, day, reserved.counts, new Used(1, bytes)).thenCompose(used -> {
            String full = over(used, ofThread, most.ofThread())
                    ? "to this conversation"
                    : over(used, ofAddress, most.ofAddress())
                            ? "from this network address"
                            : over(used, TENANT, most.ofTenant()) ? "by all customers" : "";
            return full.isEmpty()
                    ? CompletableFuture.completedStage(reserved)
                    : usage.add(tenant, day, reserved.counts, new Used(-1, -bytes))
                            .thenCompose(back -> CompletableFuture.<Reserved>failedStage(tooMuch(full, day)));
        });
    }

    private static boolean over(Map<String, Used> used, String count, Uploads most) {
        Used now = used.getOrDefault(count, NONE);
        return now.files() > most.files() || now.bytes() > most.bytes();
    }

    private RefusedForNow tooMuch(String whose, LocalDate day) {
        Instant tomorrow = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return new RefusedForNow(
                ErrorCode.TOO_MANY_REQUESTS,
                "What may be uploaded " + whose + " in a day is used up. Send it tomorrow, or say it in words.",
                Duration.between(clock.instant(), tomorrow));
    }
}
