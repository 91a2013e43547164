package io.parley.edge.directline;

import akka.actor.typed.ActorRef;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.customer.Customer;
import io.parley.edge.Backend;
import io.parley.edge.Limits;
import io.parley.edge.Texts;
import io.parley.edge.Throttle;
import io.parley.edge.directline.Callers.Caller;
import io.parley.edge.directline.Callers.Client;
import io.parley.edge.directline.Callers.Page;
import io.parley.edge.directline.Callers.Program;
import io.parley.signing.AccountProof;
import io.parley.signing.SigningSecrets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Which thread a caller may begin, and which it may have. */
final class Threads {

    private static final String OWN_USERS = "dl_";

    /**
     * A thread the caller may have.
     *
     * @param parts the customer's conversations, oldest first; null when nobody had to ask for them
     */
    record Known(CustomerThread thread, @Nullable List<Customer.Part> parts) {}

    private final Backend backend;
    private final Throttle throttle;
    private final SigningSecrets secrets;

    Threads(Backend backend, Limits limits, SigningSecrets secrets) {
        this.backend = backend;
        this.secrets = secrets;
        this.throttle = new Throttle(limits.threadsPerSecond(), limits.threadsBurst(), backend.clock());
    }

    /** @param body names the user, who gets an id if it does not, and possibly the account that the company knows them by */
    CustomerThread begin(HttpRequest request, Caller caller, JsonNode body) {
        // Clients send the user as "user", and older ones as "User".
        JsonNode user = body.path("user").isMissingNode() ? body.path("User") : body.path("user");
        String given = user.path("id").asText("");
        String name = CustomerThread.cleanName(user.path("name").asText(""));
        if (caller instanceof Page) {
            String remote = request.getAttribute(AttributeKeys.remoteAddress)
                    .flatMap(address -> address.getAddress())
                    .map(address -> address.getHostAddress())
                    .orElse("unknown");
            throttle.take(remote);
        }
        if (given.isEmpty()) {
            given = OWN_USERS + UUID.randomUUID();
        } else if (caller instanceof Page && !given.startsWith(OWN_USERS)) {
            throw new Refused(ErrorCode.BAD_REQUEST, "A user id given by a page must start with dl_.");
        }
        if (!Texts.clean(given, ChannelAddress.MAX_LENGTH).equals(given)) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The user id holds characters that are not allowed in it.");
        }
        try {
            return CustomerThread.of(
                    caller.account().tenant(),
                    caller.account().account(),
                    given,
                    accountId(caller, body.path("account")),
                    name);
        } catch (IllegalArgumentException e) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The user id is not usable: " + e.getMessage() + ".");
        }
    }

    /** The account that is proven; null when none is claimed. The company's own program is believed, a page has to prove it. */
    private @Nullable String accountId(Caller caller, JsonNode account) {
        String id = account.path("id").asText("");
        if (id.isEmpty()) {
            return null;
        }
        if (!Customer.isAccount(id)) {
            throw new Refused(
                    ErrorCode.BAD_REQUEST, "The account id is too long or holds characters not allowed in it.");
        }
        String secret = secrets.of(caller.account().tenant(), caller.account().account());
        String proof = account.path("proof").asText("");
        boolean believed = caller instanceof Program && proof.isEmpty();
        if (!believed && !AccountProof.holds(proof, secret, id, backend.clock().instant())) {
            throw new Refused(
                    ErrorCode.NOT_ALLOWED,
                    "The proof of this account does not hold, or no longer. Get a new one, or leave the account out.");
        }
        return id;
    }

    /**
     * The thread of this id, if the caller may have it.
     *
     * @param user what a program says the user is; it knows threads by their ids only, and an id does not tell the address
     */
    CompletionStage<Known> known(Caller caller, String id, @Nullable String user) {
        if (caller instanceof Client client) {
            if (!client.thread().id().value().equals(id)) {
                throw new Refused(ErrorCode.NOT_ALLOWED, "This token is for another conversation.");
            }
            return CompletableFuture.completedStage(new Known(client.thread(), null));
        }
        if (!(caller instanceof Program)) {
            throw new Refused(ErrorCode.NOT_ALLOWED, "A widget key only starts conversations. Use the token it gets.");
        }
        TenantId tenant = caller.account().tenant();
        String account = caller.account().account();
        if (user != null && !user.isBlank() && user.length() <= ChannelAddress.MAX_LENGTH && user.indexOf('|') < 0) {
            CustomerThread thread = CustomerThread.of(tenant, account, user, null, null);
            if (thread.id().value().equals(id)) {
                return CompletableFuture.completedStage(new Known(thread, null));
            }
        }
        CustomerId customer;
        try {
            customer = new CustomerId(id);
        } catch (IllegalArgumentException e) {
            throw new Refused(ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
        return profile(tenant, customer).thenApply(profile -> {
            Optional<ChannelAddress> address = profile.addresses().stream()
                    .filter(one -> one.account().equals(account))
                    .findFirst();
            if (address.isEmpty() && !profile.addresses().isEmpty()) {
                throw new Refused(ErrorCode.NOT_FOUND, "There is no such conversation.");
            }
            // Started but never used: nobody knows its address any more, so its id stands for it.
            String end = address.map(ChannelAddress::user).orElse(OWN_USERS + id);
            return new Known(
                    new CustomerThread(tenant, account, customer, end, profile.account(), null), profile.parts());
        });
    }

    CompletionStage<List<Customer.Part>> parts(Known known) {
        List<Customer.Part> parts = known.parts();
        return parts == null ? parts(known.thread()) : CompletableFuture.completedStage(parts);
    }

    /** The customer's conversations, oldest first; none before the first message. */
    CompletionStage<List<Customer.Part>> parts(CustomerThread thread) {
        return profile(thread.tenant(), thread.id()).thenApply(Customer.Profile::parts);
    }

    private CompletionStage<Customer.Profile> profile(TenantId tenant, CustomerId customer) {
        return backend.customer(tenant, customer)
                .askWithStatus(
                        (ActorRef<StatusReply<Customer.Profile>> replyTo) -> new Customer.GetProfile(replyTo),
                        backend.askTimeout());
    }
}
