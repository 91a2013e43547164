package io.parley.edge.directline;

import akka.actor.typed.ActorRef;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TemporarilyRefused;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.customer.Customer;
import io.parley.dialogue.bot.Asker;
import io.parley.edge.directline.Callers.Caller;
import io.parley.edge.kit.Admission;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.Limits;
import io.parley.edge.upload.UploadReception;
import io.parley.edge.upload.UploadsUnderWay;
import io.parley.inbox.Silences;
import io.parley.intake.Fields;
import io.parley.intake.Intake;
import io.parley.intake.Texts;
import io.parley.intake.Visible;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Accepts the activities that customers' clients post: a message is acknowledged once it is stored. */
final class PostedActivities {

    private static final String MESSAGE = "message";
    private static final int MAX_MESSAGE_ID = 200;
    private static final int MAX_LOCALE = 35;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Backend backend;
    private final Intake intake;
    private final Admission admission;
    private final UploadReception uploads;
    private final UploadsUnderWay underWay;
    private final Threads threads;
    private final Limits limits;
    private final Silences silences;
    private final ThreadThrottle throttle;

    PostedActivities(
            Backend backend,
            Intake intake,
            Admission admission,
            UploadReception uploads,
            Threads threads,
            Limits limits,
            Silences silences) {
        this.backend = backend;
        this.intake = intake;
        this.admission = admission;
        this.uploads = uploads;
        this.underWay = new UploadsUnderWay(limits.uploadsAtOnce());
        this.threads = threads;
        this.limits = limits;
        this.silences = silences;
        this.throttle = new ThreadThrottle(limits.posts(), backend.clock());
    }

    /**
     * @param writer determines the author and the thread; not called for a message that is not admitted
     * @param key the idempotency key of the request, used when the activity has no id
     */
    CompletionStage<HttpResponse> take(
            Caller caller,
            Supplier<CompletionStage<Threads.AccessibleThread>> writer,
            JsonNode activity,
            Optional<String> key) {
        throttle(caller);
        String type = activity.path("type").asText("");
        Supplier<CompletionStage<HttpResponse>> taking = () -> writer.get().thenCompose(known -> {
            throttle.take(caller, known);
            return take(known, type, activity, key);
        });
        return type.equals(MESSAGE) ? admission.admit(taking) : taking.get();
    }

    private CompletionStage<HttpResponse> take(
            Threads.AccessibleThread writer, String type, JsonNode activity, Optional<String> key) {
        CustomerThread thread = writer.thread();
        return switch (type) {
            case MESSAGE -> message(thread, activity, key, List.of());
            case "typing" -> typing(writer);
            case "event" -> event(writer, activity);
            case "endOfConversation" -> end(writer, activity, messageId(activity, key));
            default ->
                throw new Refused(
                        ErrorCode.BAD_REQUEST,
                        "Activities of this type are not accepted. Send message, typing, event or endOfConversation.");
        };
    }

    /**
     * Counts a client that posts, before its author is looked up.
     *
     * @throws TemporarilyRefused {@code TOO_MANY_REQUESTS}
     */
    void throttle(Caller caller) {
        throttle.take(caller);
    }

    /**
     * Accepts a message with files: the body of the request, or its parts.
     *
     * @param caller who has been counted already, see {@link #throttle}
     * @param peer the network address they come from
     */
    CompletionStage<HttpResponse> takeFiles(
            Caller caller, Threads.AccessibleThread writer, HttpRequest request, Optional<String> key, String peer) {
        CustomerThread thread = writer.thread();
        throttle.take(caller, writer);
        Runnable ended = underWay.begin(thread.tenant(), thread.id(), peer);
        return CompletableFuture.completedStage(request)
                .thenCompose(sent -> uploads.receive(sent, limits.upload(), limits.body()))
                .thenCompose(received -> CompletableFuture.completedStage(received)
                        .thenCompose(whole -> kept(thread, whole, key, peer))
                        .thenCompose(
                                contents -> admission.admit(() -> message(thread, received.activity(), key, contents)))
                        .whenComplete((done, failure) -> received.discard()))
                .whenComplete((done, failure) -> ended.run());
    }

    private static CompletionStage<List<Content>> kept(
            CustomerThread thread, UploadReception.Received received, Optional<String> key, String peer) {
        String id = messageId(received.activity(), key)
                .orElseGet(() -> UUID.randomUUID().toString());
        return received.keep(thread.tenant(), thread.id(), peer, thread + "|" + id);
    }

    private CompletionStage<HttpResponse> message(
            CustomerThread thread, JsonNode activity, Optional<String> key, List<Content> uploaded) {
        List<Content> contents = new ArrayList<>(2);
        String text = Texts.clean(text(activity), limits.text());
        if (Visible.isVisible(text)) {
            contents.add(new Content.Text(text));
        }
        contents.addAll(uploaded);
        if (uploaded.isEmpty() && !Fields.list(activity, "attachments").isEmpty()) {
            throw new Refused(
                    ErrorCode.BAD_REQUEST, "Send files to the upload address of the conversation, not as links.");
        }
        if (contents.isEmpty()) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The message is empty. Send a text or a file.");
        }
        Optional<String> given = messageId(activity, key);
        return intake.receive(
                        thread.tenant(),
                        thread.id(),
                        thread.address(),
                        thread.accountId(),
                        calledBy(thread, activity),
                        given.orElseGet(() -> UUID.randomUUID().toString()),
                        contents,
                        locale(activity))
                .handle((stored, failure) -> failure == null
                        ? CompletableFuture.completedStage(
                                Json.ok(Map.of("id", Activities.id(thread.id(), stored.ordinal(), stored.sequence()))))
                        : CompletableFuture.<HttpResponse>failedStage(unknown(Refused.from(failure), given)))
                .thenCompose(stage -> stage);
    }

    /** The effect of sending again depends on whether we can recognise the same message. */
    private static Refused unknown(Refused refused, Optional<String> id) {
        if (refused.code() == ErrorCode.TEMPORARILY_UNAVAILABLE) {
            return new TemporarilyRefused(
                    ErrorCode.TEMPORARILY_UNAVAILABLE,
                    id.isPresent()
                            ? "Not known to be stored. Send the same request again; under its id it has one effect."
                            : "Not known to be stored. If it is sent again it may be stored twice, because it has no clientActivityID.",
                    RETRY_AFTER);
        }
        if (refused instanceof TemporarilyRefused later && later.code() == ErrorCode.OVERLOADED && id.isEmpty()) {
            // An ask is repeated until it is answered, and the bot may open again between the copy that was refused and
            // the next one.
            return new TemporarilyRefused(
                    ErrorCode.OVERLOADED,
                    "There are more messages than can be answered in time. Send the same message again in a while."
                            + " In rare cases it is then stored twice, because it has no clientActivityID.",
                    Duration.ofSeconds(later.retryAfterSeconds()));
        }
        return refused;
    }

    private static String text(JsonNode activity) {
        JsonNode text = activity.path("text");
        // Buttons of some clients post their value without a text.
        return text.isTextual() ? text.asText() : activity.path("value").asText("");
    }

    private static @Nullable String calledBy(CustomerThread thread, JsonNode activity) {
        return thread.name() != null
                ? thread.name()
                : CustomerThread.cleanName(Fields.text(Fields.object(activity, "from"), "name", "from.name"));
    }

    private static @Nullable String locale(JsonNode activity) {
        String locale = activity.path("locale").asText("");
        return locale.length() <= MAX_LOCALE && locale.matches("[A-Za-z0-9-]+") ? locale : null;
    }

    private static Optional<String> messageId(JsonNode activity, Optional<String> key) {
        String given =
                Fields.text(Fields.object(activity, "channelData"), "clientActivityID", "channelData.clientActivityID");
        String id = given.isEmpty() ? key.orElse("") : given;
        if (id.isEmpty()) {
            return Optional.empty();
        }
        if (id.length() > MAX_MESSAGE_ID || !Texts.cleanName(id, MAX_MESSAGE_ID).equals(id)) {
            throw new Refused(
                    ErrorCode.BAD_REQUEST,
                    "clientActivityID must have at most " + MAX_MESSAGE_ID + " printable characters.");
        }
        return Optional.of(id);
    }

    private CompletionStage<HttpResponse> typing(Threads.AccessibleThread writer) {
        CustomerThread thread = writer.thread();
        return threads.parts(writer).thenApply(parts -> {
            if (!parts.isEmpty()) {
                ConversationEntity.of(
                                backend.entities(),
                                thread.tenant(),
                                newest(parts).conversation())
                        .tell(new Conversation.ShowTyping(Conversation.Author.CUSTOMER, true));
            }
            return Json.ok(Map.of("id", passing(thread)));
        });
    }

    /**
     * Stores a rating. All other events, including journey events, have no consumer yet: they are accepted with 202 and dropped, so that
     * clients that send them continue to work.
     */
    private CompletionStage<HttpResponse> event(Threads.AccessibleThread writer, JsonNode activity) {
        CustomerThread thread = writer.thread();
        if (!activity.path("name").asText("").equals("rating")) {
            return CompletableFuture.completedStage(Json.answer(StatusCodes.ACCEPTED, Map.of("id", passing(thread))));
        }
        JsonNode value = activity.path("value");
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 1 || value.asInt() > 5) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The value of a rating is a whole number from 1 to 5.");
        }
        return threads.parts(writer).thenCompose(parts -> {
            if (parts.isEmpty()) {
                throw new Refused(ErrorCode.NOT_POSSIBLE_NOW, "There is nothing to rate yet.");
            }
            return ConversationEntity.of(
                            backend.entities(), thread.tenant(), newest(parts).conversation())
                    .askWithStatus(
                            (ActorRef<StatusReply<Conversation.Stored>> replyTo) ->
                                    new Conversation.Rate(value.asInt(), replyTo),
                            backend.askTimeout())
                    .thenApply(stored ->
                            Json.ok(Map.of("id", Activities.id(thread.id(), stored.ordinal(), stored.sequence()))));
        });
    }

    /** Answers with 202 when nothing ends: an agent holds the conversation, something is in progress, or it has already ended. */
    private CompletionStage<HttpResponse> end(Threads.AccessibleThread writer, JsonNode activity, Optional<String> id) {
        CustomerThread thread = writer.thread();
        Conversation.Cause cause = cause(activity.path("code"));
        return threads.parts(writer)
                .thenCompose(parts -> parts.isEmpty()
                        ? CompletableFuture.completedStage(new Conversation.LeaveResult(null))
                        : ConversationEntity.of(
                                        backend.entities(),
                                        thread.tenant(),
                                        newest(parts).conversation())
                                .askWithStatus(
                                        (ActorRef<StatusReply<Conversation.LeaveResult>> replyTo) ->
                                                new Conversation.Leave(
                                                        Asker.vouched(thread.address(), thread.accountId()),
                                                        id.orElse(null),
                                                        cause,
                                                        reopenWithin(thread.tenant()),
                                                        replyTo),
                                        backend.askTimeout()))
                .thenApply(left -> {
                    Conversation.Stored end = left.end();
                    return end == null
                            ? Json.answer(StatusCodes.ACCEPTED, Map.of("id", passing(thread)))
                            : Json.ok(Map.of("id", Activities.id(thread.id(), end.ordinal(), end.sequence())));
                });
    }

    private static Conversation.Cause cause(JsonNode code) {
        if (code.isMissingNode() || code.isNull() || code.asText().equals(Activities.CANCELLED)) {
            return Conversation.Cause.PAGE_CLOSED;
        }
        if (code.asText().equals(Activities.COMPLETED)) {
            return Conversation.Cause.CONFIRMED;
        }
        throw new Refused(
                ErrorCode.BAD_REQUEST,
                "The code of an endOfConversation is " + Activities.COMPLETED + " or " + Activities.CANCELLED + ".");
    }

    private Duration reopenWithin(TenantId tenant) {
        return silences.of(tenant).reopenWithin();
    }

    private static Customer.ConversationRef newest(List<Customer.ConversationRef> parts) {
        return parts.get(parts.size() - 1);
    }

    /** Returns an id for an activity that is not stored. */
    private static String passing(CustomerThread thread) {
        return thread.id() + "|" + UUID.randomUUID();
    }
}
