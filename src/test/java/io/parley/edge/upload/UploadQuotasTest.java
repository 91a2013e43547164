package io.parley.edge.upload;

import static io.parley.edge.EdgeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.TemporarilyRefused;
import io.parley.TenantId;
import io.parley.directory.FakeDirectory;
import io.parley.edge.kit.TenantLimits;
import io.parley.edge.upload.UploadUsage.Used;
import io.parley.signing.SigningKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class UploadQuotasTest {

    private static final TenantId DEMO = new TenantId("demo");
    private static final CustomerId THREAD = new CustomerId("0f8fad5b-d9cb-469f-a165-70867728950e");
    private static final String PEER = "192.0.2.1";

    /** Counts in memory; beside each of the first uploads, another node's upload is counted and taken back afterwards. */
    private static final class Counting implements UploadUsage {
        private final Map<String, Used> counts = new HashMap<>();
        private int others;

        @Override
        public CompletionStage<Map<String, Used>> add(TenantId tenant, LocalDate day, List<String> counted, Used more) {
            Map<String, Used> now = new HashMap<>();
            boolean beside = more.files() > 0 && others > 0;
            if (beside) {
                others--;
            }
            for (String count : counted) {
                Used own = counts.merge(
                        count, more, (one, two) -> new Used(one.files() + two.files(), one.bytes() + two.bytes()));
                now.put(count, beside ? new Used(own.files() + 1, own.bytes() + 1) : own);
            }
            return CompletableFuture.completedStage(now);
        }
    }

    private final Counting counting = new Counting();

    private final UploadQuotas quotas = new UploadQuotas(
            counting,
            new TenantLimits(
                    new FakeDirectory(),
                    new TenantLimits.Values(
                            new TenantLimits.Uploads(1_000, 2),
                            new TenantLimits.Uploads(1_000, 10),
                            new TenantLimits.Uploads(10_000, 10),
                            new TenantLimits.Sockets(1, 1))),
            new SigningKeys("a secret of this test, 32 bytes long", List.of()),
            Clock.fixed(Instant.parse("2026-11-21T18:00:00Z"), ZoneOffset.UTC));

    @Test
    void hasRoomForOneWhenAnotherThatCameAtTheSameTimeIsTakenBack() {
        await(quotas.count(DEMO, THREAD, PEER, new Used(1, 10)));
        counting.others = 1;

        await(quotas.count(DEMO, THREAD, PEER, new Used(1, 10)));

        assertThat(counting.counts.get("tenant")).isEqualTo(new Used(2, 20));
    }

    @Test
    void refusesUntilTheDayIsOverAndCountsNothing() {
        await(quotas.count(DEMO, THREAD, PEER, new Used(2, 10)));

        assertThatThrownBy(() -> await(quotas.count(DEMO, THREAD, PEER, new Used(1, 10))))
                .isInstanceOfSatisfying(TemporarilyRefused.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
                    assertThat(refused.retryAfterSeconds())
                            .isEqualTo(Duration.ofHours(6).toSeconds());
                });
        assertThat(counting.counts.get("tenant")).isEqualTo(new Used(2, 10));
    }

    @Test
    void hasRoomAgainForWhatCouldNotBeKept() {
        UploadQuotas.Counted counted = await(quotas.count(DEMO, THREAD, PEER, new Used(1, 1_000)));
        await(counted.takeBack());

        await(quotas.count(DEMO, THREAD, PEER, new Used(1, 1_000)));

        assertThat(counting.counts.get("tenant")).isEqualTo(new Used(1, 1_000));
    }
}
