package io.parley.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.parley.ErrorCode;
import io.parley.LocalizedText;
import io.parley.LogFields;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.directory.DirectoryContent;
import io.parley.directory.FakeDirectory;
import io.parley.edge.kit.Json;
import io.parley.intake.SignedChannels;
import io.parley.signing.Signature;
import io.parley.signing.SigningSecrets;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InboundRecordsTest {

    private static final TenantId DEMO = new TenantId("demo");
    private static final TenantId OTHER = new TenantId("other");
    private static final SigningSecrets SECRETS = new SigningSecrets(
            "0123456789abcdef0123456789abcdef",
            (tenant, account) -> SigningSecrets.Rotation.NEVER,
            java.time.Clock.systemUTC());
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final InboundSettings SETTINGS = new InboundSettings(
            4_000,
            1_000,
            List.of("demo.trusted", "demo.webchat"),
            Duration.ofDays(7),
            8,
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofMinutes(2));

    private final FakeDirectory directory = new FakeDirectory();
    private final InboundRecords records = new InboundRecords(
            new SignedChannels(directory, SECRETS), Json.mapper(), SETTINGS, Clock.fixed(NOW, ZoneOffset.UTC));

    InboundRecordsTest() {
        account(DEMO, "sms", "generic", true);
        account(DEMO, "forms", "generic", false);
        account(DEMO, "trusted", "generic", true);
        account(DEMO, "webchat", "webchat", true);
        account(OTHER, "sms", "generic", true);
    }

    private void account(TenantId tenant, String account, String channel, boolean vouches) {
        LocalizedText name = LocalizedText.of(account, account);
        ChannelAccount added =
                new ChannelAccount(tenant, account, channel, name, name, List.of(), "", List.of(), "", vouches);
        directory.add(tenant, new DirectoryContent(List.of(), List.of(), List.of(added), List.of()));
    }

    private static ConsumerRecord<String, byte[]> record(
            byte @Nullable [] value, Instant given, Map<String, String> headers) {
        RecordHeaders all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, text.getBytes(StandardCharsets.UTF_8)));
        return new ConsumerRecord<>(
                "channel.inbound.v1",
                0,
                0,
                given.toEpochMilli(),
                TimestampType.CREATE_TIME,
                1,
                value == null ? 0 : value.length,
                "key",
                value,
                all,
                java.util.Optional.empty());
    }

    private static ConsumerRecord<String, byte[]> signed(String value, TenantId tenant, String account) {
        return signed(value, tenant, account, NOW);
    }

    private static ConsumerRecord<String, byte[]> signed(String value, TenantId tenant, String account, Instant given) {
        byte[] body = value.getBytes(StandardCharsets.UTF_8);
        return record(
                body,
                given,
                Map.of(
                        InboundRecords.ACCOUNT,
                        tenant + "." + account,
                        Signature.HEADER,
                        Signature.of(SECRETS.newest(tenant, account), given, body)
                                .toString()));
    }

    private static String message(String fields) {
        return "{\"messageId\":\"m1\",\"from\":{\"id\":\"+86 1\"}," + fields + "}";
    }

    private ErrorCode refusal(ConsumerRecord<String, byte[]> record) {
        Refused refused = catchThrowableOfType(Refused.class, () -> records.read(record));
        assertThat(refused).isNotNull();
        return refused.code();
    }

    @Test
    void takesWhatTheChannelAccountSignedForItsOwnTenant() {
        InboundRecords.Inbound read = records.read(signed(message("\"text\":\"hello\""), DEMO, "sms"));

        assertThat(read.tenant()).isEqualTo(DEMO);
        assertThat(read.message().from().account()).isEqualTo("sms");
        assertThat(read.message().contents()).containsExactly(new Content.Text("hello"));
    }

    @Test
    void rejectsWhatIsNotSignedByTheAccountItNames() {
        byte[] body = message("\"text\":\"hello\"").getBytes(StandardCharsets.UTF_8);
        String ofOther = Signature.of(SECRETS.newest(OTHER, "sms"), NOW, body).toString();
        String good = Signature.of(SECRETS.newest(DEMO, "sms"), NOW, body).toString();
        String early = Signature.of(SECRETS.newest(DEMO, "sms"), NOW.minusSeconds(360), body)
                .toString();
        byte[] altered = message("\"text\":\"hallo\"").getBytes(StandardCharsets.UTF_8);
        for (ConsumerRecord<String, byte[]> record : List.of(
                record(body, NOW, Map.of()),
                record(body, NOW, Map.of(InboundRecords.ACCOUNT, "demo.sms")),
                record(body, NOW, Map.of(Signature.HEADER, good)),
                record(body, NOW, Map.of(InboundRecords.ACCOUNT, "demo.sms", Signature.HEADER, ofOther)),
                record(body, NOW, Map.of(InboundRecords.ACCOUNT, "demo.forms", Signature.HEADER, good)),
                record(body, NOW, Map.of(InboundRecords.ACCOUNT, "demo.sms", Signature.HEADER, "nonsense")),
                record(body, NOW, Map.of(InboundRecords.ACCOUNT, "demo.sms", Signature.HEADER, early)),
                record(altered, NOW, Map.of(InboundRecords.ACCOUNT, "demo.sms", Signature.HEADER, good)),
                signed(message("\"text\":\"hello\""), DEMO, "webchat"),
                signed(message("\"text\":\"hello\""), DEMO, "nobody"))) {
            assertThat(refusal(record)).isEqualTo(ErrorCode.SIGNATURE_REFUSED);
        }
    }

    @Test
    void whatIsLoggedOfARecordThatIsRejectedIsAboutTheAccountItNames() {
        assertThat(records.about(signed("{", DEMO, "sms")))
                .isEqualTo(LogFields.of(DEMO).channel("generic"));
        for (ConsumerRecord<String, byte[]> record : List.of(
                record(null, NOW, Map.of()),
                record(null, NOW, Map.of(InboundRecords.ACCOUNT, "demo.nobody")),
                record(null, NOW, Map.of(InboundRecords.ACCOUNT, "a stranger's words")))) {
            assertThat(records.about(record)).isEqualTo(LogFields.NONE);
        }
    }

    @Test
    void takesASignedRecordThatWaitedInKafkaButNotForEver() {
        String hello = message("\"text\":\"hello\"");
        assertThat(records.read(signed(hello, DEMO, "sms", NOW.minus(Duration.ofDays(6))))
                        .message()
                        .messageId())
                .isEqualTo("m1");
        assertThat(refusal(signed(hello, DEMO, "sms", NOW.minus(Duration.ofDays(8)))))
                .isEqualTo(ErrorCode.SIGNATURE_REFUSED);
    }

    @Test
    void rejectsASignedRecordFromTheFutureButNotForAClockThatIsALittleAhead() {
        String hello = message("\"text\":\"hello\"");
        assertThat(records.read(signed(hello, DEMO, "sms", NOW.plusSeconds(60)))
                        .message()
                        .messageId())
                .isEqualTo("m1");
        assertThat(refusal(signed(hello, DEMO, "sms", NOW.plus(Duration.ofDays(30)))))
                .isEqualTo(ErrorCode.SIGNATURE_REFUSED);
    }

    @Test
    void takesUnsignedRecordsOnlyOfAccountsThatAreTrusted() {
        byte[] body = message("\"text\":\"hello\"").getBytes(StandardCharsets.UTF_8);
        assertThat(records.read(record(body, NOW, Map.of(InboundRecords.ACCOUNT, "demo.trusted")))
                        .tenant())
                .isEqualTo(DEMO);
        // Trusted by mistake: it is not an account of the generic channel.
        assertThat(refusal(record(body, NOW, Map.of(InboundRecords.ACCOUNT, "demo.webchat"))))
                .isEqualTo(ErrorCode.SIGNATURE_REFUSED);
        assertThat(refusal(record(body, NOW, Map.of(InboundRecords.ACCOUNT, "demo.trusted", Signature.HEADER, "x"))))
                .isEqualTo(ErrorCode.SIGNATURE_REFUSED);
    }

    @Test
    void onlyASignedRecordOfAnAccountThatVouchesSaysWhoTheCustomerIs() {
        String claim = "{\"messageId\":\"m1\",\"from\":{\"id\":\"+86 1\",\"account\":\"4711\"},\"text\":\"hello\"}";
        assertThat(records.read(signed(claim, DEMO, "sms")).message().accountId())
                .isEqualTo("4711");
        assertThat(refusal(signed(claim, DEMO, "forms"))).isEqualTo(ErrorCode.NOT_ALLOWED);
        assertThat(refusal(record(
                        claim.getBytes(StandardCharsets.UTF_8), NOW, Map.of(InboundRecords.ACCOUNT, "demo.trusted"))))
                .isEqualTo(ErrorCode.NOT_ALLOWED);
    }

    @Test
    void rejectsWhatCannotBeUnderstoodOrIsTooMuchWithAReason() {
        for (String bad : List.of(
                "null",
                "",
                "[]",
                "3",
                "{}",
                "{} {}",
                "no json",
                "[".repeat(1_000) + "]".repeat(1_000),
                message("\"text\":\"\""),
                message("\"text\":\"\\u0000\""),
                message("\"text\":\"a\\u0000b\""),
                "{\"messageId\":\"m\",\"from\":{\"id\":\"1\\u202e2\"},\"text\":\"x\"}",
                message("\"text\":\"\\u200b\\u2060\\ufeff \""),
                message("\"text\":{\"a\":1}"),
                message("\"media\":[{\"url\":\"javascript:alert(1)\",\"mime\":\"text/plain\"}]"),
                message("\"media\":[{\"url\":\"data:text/html,x\",\"mime\":\"text/plain\"}]"),
                message("\"media\":[{\"url\":\"https://x.example/a\",\"mime\":\"<script>\"}]"),
                message("\"media\":[null]"),
                "{\"messageId\":\"m\\u0000\",\"from\":{\"id\":\"1\"},\"text\":\"x\"}",
                "{\"messageId\":\"m\",\"from\":{\"id\":\"1\\u0000\"},\"text\":\"x\"}",
                "{\"messageId\":\"m\",\"from\":{\"id\":\"\\u200b\"},\"text\":\"x\"}",
                "{\"messageId\":\"m\",\"from\":null,\"text\":\"x\"}")) {
            assertThat(refusal(signed(bad, DEMO, "sms"))).as(bad).isEqualTo(ErrorCode.BAD_REQUEST);
        }
        assertThat(refusal(record(null, NOW, Map.of(InboundRecords.ACCOUNT, "demo.trusted"))))
                .isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(refusal(signed(message("\"text\":\"" + "x".repeat(1_001) + "\""), DEMO, "sms")))
                .isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refusal(signed(message("\"text\":\"" + "x".repeat(5_000) + "\""), DEMO, "sms")))
                .isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void takesControlCharactersOutOfATextThatSaysSomething() {
        assertThat(records.read(signed(message("\"text\":\"a\\u0007b\""), DEMO, "sms"))
                        .message()
                        .contents())
                .containsExactly(new Content.Text("ab"));
    }

    @Test
    void aRejectedRecordGoesAsItWasUnlessItIsTooLargeToBeSentAgain() {
        RejectedRecords rejected = new RejectedRecords("rejected");
        Refused why = new Refused(ErrorCode.BAD_REQUEST, "No.");

        var small = rejected.of(record("null".getBytes(StandardCharsets.UTF_8), NOW, Map.of("h", "1")), why);
        assertThat(small.key()).isEqualTo("key");
        assertThat(small.value()).asString().isEqualTo("null");
        assertThat(small.headers().lastHeader("h")).isNotNull();

        var large = rejected.of(record(new byte[1_600_000], NOW, Map.of("h", "1")), why);
        assertThat(large.value()).isNull();
        for (var record : List.of(small, large)) {
            assertThat(record.topic()).isEqualTo("rejected");
            assertThat(record.headers().lastHeader(RejectedRecords.REASON).value())
                    .asString()
                    .isEqualTo("bad-request: No.");
            assertThat(record.headers().lastHeader(RejectedRecords.ORIGIN).value())
                    .asString()
                    .isEqualTo("channel.inbound.v1/0/0");
        }
        var headers = rejected.of(record(new byte[1], NOW, Map.of("h", "x".repeat(1_600_000))), why);
        assertThat(headers.headers().lastHeader("h")).isNull();
    }
}
