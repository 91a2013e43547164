package io.parley.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.ErrorCode;
import io.parley.LogFields;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.intake.InboundMessage;
import io.parley.intake.SignedChannels;
import io.parley.signing.Signature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Reads records of the inbound topic: authenticates the channel account, then parses the message. The value is the JSON of the generic
 * channel over HTTP and is signed in the same way; the header {@link #ACCOUNT} names the account, as the path does there. A record is
 * accepted for this account only.
 */
final class InboundRecords {

    /** The header that names the channel account, {@code tenant.account}. */
    static final String ACCOUNT = "X-Parley-Account";

    /** @param message within all limits */
    record Inbound(TenantId tenant, InboundMessage message) {

        /** Identifies the sender, whose messages stay in order. */
        String sender() {
            String account = message.accountId();
            return account == null
                    ? tenant + "|" + message.from().account() + "|"
                            + message.from().user()
                    : tenant + "|" + account;
        }
    }

    /** The most by which another system's clock may be ahead. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    private final SignedChannels channels;
    private final Set<String> trusted;
    private final ObjectMapper json;
    private final InboundSettings settings;
    private final Clock clock;

    /** @param json bounded in depth */
    InboundRecords(SignedChannels channels, ObjectMapper json, InboundSettings settings, Clock clock) {
        this.channels = channels;
        this.trusted = Set.copyOf(settings.trusted());
        this.json = json;
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns the log fields of an unreadable record: the account it names, which is not verified. */
    LogFields about(ConsumerRecord<String, byte[]> record) {
        return header(record, ACCOUNT)
                .flatMap(channels::account)
                .map(account -> LogFields.of(account.tenant()).channel(account.channel()))
                .orElse(LogFields.NONE);
    }

    /** @throws Refused with the reason for the rejected topic */
    Inbound read(ConsumerRecord<String, byte[]> record) {
        byte[] body = record.value();
        if (body == null) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The record has no value.");
        }
        if (body.length > settings.longestBody()) {
            throw new Refused(ErrorCode.TOO_LARGE, "The value is longer than " + settings.longestBody() + " bytes.");
        }
        Optional<String> signature = header(record, Signature.HEADER);
        String key = header(record, ACCOUNT).orElse("");
        ChannelAccount account = signature.isPresent() ? signer(record, key, signature, body) : trusted(key);
        return new Inbound(
                account.tenant(),
                InboundMessage.read(tree(body), account, signature.isPresent(), settings.longestText()));
    }

    /**
     * Returns the account that signed the record. The signature must be fresh as of when the record was given to Kafka, because a backlog
     * delays reading.
     */
    private ChannelAccount signer(
            ConsumerRecord<String, byte[]> record, String key, Optional<String> signature, byte[] body) {
        Instant given = Instant.ofEpochMilli(record.timestamp());
        ChannelAccount account = channels.signer(key, signature, body, given);
        if (given.isAfter(clock.instant().plus(CLOCKS))) {
            throw new Refused(
                    ErrorCode.SIGNATURE_REFUSED,
                    "The record's time lies in the future, so it would stay valid for too long. Set the clock of the"
                            + " system that sends it.");
        }
        if (given.isBefore(clock.instant().minus(settings.oldest()))) {
            throw new Refused(
                    ErrorCode.SIGNATURE_REFUSED,
                    "The record was signed longer ago than parley.kafka.inbound-oldest. Sign it again.");
        }
        return account;
    }

    private ChannelAccount trusted(String key) {
        return Optional.of(key)
                .filter(trusted::contains)
                .flatMap(channels::account)
                .orElseThrow(() -> new Refused(
                        ErrorCode.SIGNATURE_REFUSED,
                        "The record is not signed. Send the headers " + ACCOUNT + " and " + Signature.HEADER
                                + ", the latter over the value byte for byte."));
    }

    private JsonNode tree(byte[] body) {
        try {
            return json.readTree(body);
        } catch (IOException e) {
            throw new Refused(
                    ErrorCode.BAD_REQUEST,
                    "The value is not UTF-8 JSON, has trailing content, or is nested too deeply.");
        }
    }

    private static Optional<String> header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }
}
