package io.parley.edge.webhook;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.entity;
import static akka.http.javadsl.server.Directives.optionalHeaderValueByName;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.Directives.withSizeLimit;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.unmarshalling.Unmarshaller;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.customer.Customer;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.edge.Backend;
import io.parley.edge.Json;
import io.parley.edge.Limits;
import io.parley.edge.Throttle;
import io.parley.intake.Intake;
import io.parley.signing.Signature;
import io.parley.signing.SigningSecrets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The generic channel: {@code POST /api/v1/channels/{account}/messages}, for any system of the company's. A request is believed by its
 * signature, which is checked over the bytes as they came, before anything in them is read. Sent again within the window, it stores
 * nothing, by its message id.
 */
public final class GenericChannel {

    static final String CHANNEL = "generic";

    /** How far the clocks of sender and receiver, and the time under way, may lie apart. */
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private record Accepted(String conversationId, String messageId, long sequence) {}

    private final Backend backend;
    private final Intake intake;
    private final Limits limits;
    private final SigningSecrets secrets;
    private final Throttle throttle;

    public GenericChannel(Backend backend, Intake intake, Limits limits, SigningSecrets secrets) {
        this.backend = backend;
        this.intake = intake;
        this.limits = limits;
        this.secrets = secrets;
        this.throttle = new Throttle(limits.posts(), backend.clock());
    }

    public Route route() {
        return path(
                segment("api").slash("v1").slash("channels").slash(segment()).slash("messages"),
                account -> post(() -> optionalHeaderValueByName(
                        Signature.HEADER,
                        signature -> withSizeLimit(
                                limits.body(),
                                () -> entity(
                                        Unmarshaller.entityToByteString(),
                                        body -> completeWithFuture(take(account, signature, body.toArrayUnsafe())))))));
    }

    private CompletionStage<HttpResponse> take(String key, Optional<String> signature, byte[] body) {
        ChannelAccount account = signer(key, signature, body);
        TenantId tenant = account.tenant();
        InboundMessage message = InboundMessage.read(Json.read(body, JsonNode.class), account.account(), limits.text());
        throttle.take(
                tenant.value() + "|" + account.account() + "|" + message.from().user());
        String accountId = message.accountId();
        CustomerId customer =
                accountId == null ? Customer.idOf(tenant, message.from()) : Customer.idOf(tenant, accountId);
        return intake.receive(
                        tenant,
                        customer,
                        message.from(),
                        accountId,
                        message.name(),
                        Intake.messageId(message.from(), message.messageId()),
                        message.contents(),
                        message.locale())
                .thenApply(stored -> Json.answer(
                        StatusCodes.ACCEPTED,
                        new Accepted(stored.conversation().value(), message.messageId(), stored.sequence())));
    }

    /** Whether there is such an account is told only to who can sign for it. */
    private ChannelAccount signer(String key, Optional<String> signature, byte[] body) {
        ChannelAccount account = backend.directory()
                .byWidgetKey(key)
                .filter(known -> known.channel().equals(CHANNEL))
                .orElse(null);
        Signature shown = signature.flatMap(Signature::parse).orElse(null);
        if (account == null
                || shown == null
                || secrets.accepted(account.tenant(), account.account()).stream()
                        .noneMatch(secret -> shown.fits(secret, body))) {
            throw new Refused(
                    ErrorCode.SIGNATURE_REFUSED,
                    "This is not signed by the channel account. Send " + Signature.HEADER
                            + " as the API description says, over the body byte for byte.");
        }
        Duration off = Duration.between(shown.moment(), backend.clock().instant());
        if (off.abs().compareTo(WINDOW) > 0) {
            throw new Refused(
                    ErrorCode.SIGNATURE_REFUSED,
                    "The signature is more than " + WINDOW.toMinutes()
                            + " minutes off. Sign again, and set the clock by NTP.");
        }
        return account;
    }
}
