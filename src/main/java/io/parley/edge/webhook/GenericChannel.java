package io.parley.edge.webhook;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.entity;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.optionalHeaderValueByName;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.unmarshalling.Unmarshaller;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.LogFields;
import io.parley.TenantId;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.edge.kit.Admission;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.Bodies;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.RequestLog;
import io.parley.edge.kit.Throttle;
import io.parley.intake.InboundMessage;
import io.parley.intake.Intake;
import io.parley.intake.SignedChannels;
import io.parley.signing.Signature;
import io.parley.signing.SigningSecrets;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The generic channel: {@code POST /api/v1/channels/{account}/messages}, for any system of the company. A request is authenticated by its
 * signature, which is verified over the bytes as they arrived, before anything in them is read. When repeated within the window, it stores
 * nothing, because of its message id.
 */
public final class GenericChannel {

    private record Accepted(String conversationId, String messageId, long sequence) {}

    private final Backend backend;
    private final Intake intake;
    private final Admission admission;
    private final Limits limits;
    private final SignedChannels channels;
    private final Throttle throttle;

    public GenericChannel(Backend backend, Intake intake, Admission admission, Limits limits, SigningSecrets secrets) {
        this.backend = backend;
        this.intake = intake;
        this.admission = admission;
        this.limits = limits;
        this.channels = new SignedChannels(backend.directory(), secrets);
        this.throttle = new Throttle(limits.posts(), backend.clock());
    }

    public Route route() {
        return path(
                segment("api").slash("v1").slash("channels").slash(segment()).slash("messages"),
                account -> post(() -> optionalHeaderValueByName(
                        Signature.HEADER,
                        signature -> Bodies.within(
                                limits.body(),
                                () -> extractRequest(request -> entity(
                                        Unmarshaller.entityToByteString(),
                                        body -> completeWithFuture(
                                                take(request, account, signature, body.toArrayUnsafe()))))))));
    }

    private CompletionStage<HttpResponse> take(
            HttpRequest request, String key, Optional<String> signature, byte[] body) {
        ChannelAccount account =
                channels.signer(key, signature, body, backend.clock().instant());
        TenantId tenant = account.tenant();
        RequestLog.about(request, LogFields.of(tenant).channel(account.channel()));
        InboundMessage message = InboundMessage.read(Json.read(body, JsonNode.class), account, true, limits.text());
        throttle.take(
                tenant.value() + "|" + account.account() + "|" + message.from().user());
        RequestLog.about(request, LogFields.NONE.customer(intake.customer(tenant, message)));
        return admission
                .admit(() -> intake.receive(tenant, message))
                .thenApply(stored -> Json.answer(
                        StatusCodes.ACCEPTED,
                        new Accepted(stored.conversation().value(), message.messageId(), stored.sequence())));
    }
}
