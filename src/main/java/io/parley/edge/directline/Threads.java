package io.parley.edge.directline;

import akka.Done;
import akka.http.javadsl.model.HttpRequest;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TemporarilyRefused;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.customer.Customer;
import io.parley.customer.CustomerEntity;
import io.parley.edge.auth.Revocations;
import io.parley.edge.directline.Callers.Caller;
import io.parley.edge.directline.Callers.Client;
import io.parley.edge.directline.Callers.Page;
import io.parley.edge.directline.Callers.Program;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.ClientAddresses;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.Throttle;
import io.parley.intake.Fields;
import io.parley.intake.RepeatedAsk;
import io.parley.intake.Texts;
import io.parley.signing.AccountProof;
import io.parley.signing.SigningSecrets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Decides which thread a caller may begin, and which it may access. */
final class Threads {

    private static final String OWN_USERS = "dl_";
    /** Enough random characters that an id cannot be guessed. */
    private static final int MIN_RANDOM = 22;

    private static final int MIN_DISTINCT = 8;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /**
     * A thread the caller may access.
     *
     * @param parts the customer's conversations, oldest first; null when they did not have to be looked up
     */
    record AccessibleThread(CustomerThread thread, @Nullable List<Customer.ConversationRef> parts) {
        /** The same thread, written to by the user that the client names, see {@link CustomerThread#saidBy}. */
        AccessibleThread saidBy(String user) {
            return new AccessibleThread(thread.saidBy(user), parts);
        }
    }

    /**
     * A thread that has been begun, and the grant for it.
     *
     * @param secret reopens it; null for a thread that a proof or the company's program opens
     */
    record OpenedThread(Grant grant, @Nullable String secret) {}

    private final Backend backend;
    private final Throttle throttle;
    private final SigningSecrets secrets;
    private final ThreadSecrets threadSecrets;
    private final Revocations revocations;
    private final Duration greatestAge;

    /** @param greatestAge for how long a token can be refreshed */
    Threads(
            Backend backend,
            Limits limits,
            SigningSecrets secrets,
            ThreadSecrets threadSecrets,
            Revocations revocations,
            Duration greatestAge) {
        this.backend = backend;
        this.secrets = secrets;
        this.threadSecrets = threadSecrets;
        this.revocations = revocations;
        this.greatestAge = greatestAge;
        this.throttle = new Throttle(limits.threads(), backend.clock());
    }

    /**
     * @param body may name the user, who otherwise gets an id, and the account by which the company knows them, or hold the secret of the
     *     thread to be reopened
     */
    CompletionStage<OpenedThread> begin(HttpRequest request, Caller caller, JsonNode body) {
        // Clients send the user as "user", and older ones as "User".
        JsonNode user = Fields.object(body, body.path("user").isMissingNode() ? "User" : "user");
        String given = Fields.text(user, "id", "user.id");
        String name = CustomerThread.cleanName(Fields.text(user, "name", "user.name"));
        String secret = Fields.text(body, "threadSecret", "threadSecret");
        if (!Texts.isId(given)) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The user id contains characters that are not allowed.");
        }
        if (caller instanceof Page) {
            throttle.take(ClientAddresses.of(request));
            if (!given.isEmpty() && !given.startsWith(OWN_USERS)) {
                throw new Refused(ErrorCode.BAD_REQUEST, "A user id given by a page must start with dl_.");
            }
        }
        Proven proven = proven(caller, Fields.object(body, "account"));
        boolean bound = !given.isEmpty() || proven.account() != null || caller instanceof Page;
        CustomerThread thread =
                thread(caller, given.isEmpty() ? OWN_USERS + UUID.randomUUID() : given, proven.account(), name);
        Instant now = backend.clock().instant();
        Instant oldest = now.plus(greatestAge);
        Grant grant =
                new Grant(thread, proven.by(), now, proven.until().isBefore(oldest) ? proven.until() : oldest, bound);
        if (proven.by() != Grant.Proof.NONE) {
            return CompletableFuture.completedStage(new OpenedThread(grant, null));
        }
        OpenedThread begun =
                new OpenedThread(grant, threadSecrets.of(thread.tenant(), thread.account(), thread.user()));
        if (!secret.isEmpty()) {
            return requireSecret(thread, secret)
                    .thenCompose(opens -> profile(thread.tenant(), thread.id()))
                    .thenApply(profile -> {
                        requireAnonymous(profile);
                        return begun;
                    });
        }
        return given.isEmpty() ? CompletableFuture.completedStage(begun) : unused(thread, begun);
    }

    private CustomerThread thread(Caller caller, String user, @Nullable String accountId, @Nullable String name) {
        try {
            return CustomerThread.of(
                    backend.customers(),
                    caller.account().tenant(),
                    caller.account().account(),
                    user,
                    accountId,
                    name);
        } catch (IllegalArgumentException e) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The user id is not usable: " + e.getMessage() + ".");
        }
    }

    private CompletionStage<Done> requireSecret(CustomerThread thread, String secret) {
        Instant madeAt = threadSecrets
                .madeAt(thread.tenant(), thread.account(), thread.user(), secret)
                .orElseThrow(Threads::invalidSecret);
        return revocations
                .lookUp(
                        Revocations.Subject.CUSTOMER,
                        thread.tenant(),
                        thread.id().value(),
                        madeAt)
                .thenApply(revoked -> {
                    if (revoked) {
                        throw invalidSecret();
                    }
                    return Done.getInstance();
                });
    }

    private static Refused invalidSecret() {
        return new Refused(
                ErrorCode.NOT_ALLOWED,
                "This threadSecret is not, or no longer, valid for this user's thread. Begin without the id and the secret.");
    }

    /**
     * Requires an unused thread: an id that a page has chosen begins a thread, but does not open one that has begun, or anyone who saw the
     * id could read it.
     */
    private CompletionStage<OpenedThread> unused(CustomerThread thread, OpenedThread begun) {
        String random = thread.user().substring(OWN_USERS.length());
        if (random.length() < MIN_RANDOM || random.chars().distinct().count() < MIN_DISTINCT) {
            throw new Refused(
                    ErrorCode.BAD_REQUEST,
                    "With the public key, a user id must be dl_ and at least " + MIN_RANDOM
                            + " random characters. Leave it out to get one.");
        }
        return profile(thread.tenant(), thread.id()).thenApply(profile -> {
            if (profile.firstSeenAt() != null) {
                throw new Refused(
                        ErrorCode.NOT_ALLOWED,
                        "This user's thread has already begun. Send its threadSecret to reopen it, or leave the id out.");
            }
            return begun;
        });
    }

    /**
     * Returns a client's grant for its thread once its customer has signed in with the company: a thread begun by a stranger continues with
     * them.
     *
     * @param account the id by which the company knows them, and its proof; missing when nothing has changed
     */
    CompletionStage<Grant> signedIn(Client client, JsonNode account) {
        CustomerThread thread = client.thread();
        Proven proven = Fields.text(account, "id", "account.id").isEmpty() ? null : proven(client, account);
        String accountId = proven == null ? null : proven.account();
        if (proven == null || accountId == null || accountId.equals(thread.accountId())) {
            return known(client, thread.id().value()).thenApply(known -> client.grant());
        }
        if (thread.accountId() != null) {
            throw new Refused(
                    ErrorCode.NOT_ALLOWED,
                    "This conversation belongs to another account. Generate a new token for this account.");
        }
        // Stored before there is a token for it: from then on, no earlier token opens the thread.
        return signIn(thread, accountId).thenApply(done -> granted(client, proven, accountId));
    }

    /** Stores that this account, which is proven, is signed in on a thread. */
    private CompletionStage<Done> signIn(CustomerThread thread, String accountId) {
        return RepeatedAsk.<Customer.Command, Done>ask(
                backend.system(),
                CustomerEntity.of(backend.entities(), thread.tenant(), thread.id()),
                replyTo -> new Customer.SignIn(thread.address(), accountId, thread.name(), replyTo),
                backend.askTimeout());
    }

    /**
     * Begins a thread and, if it is for an account that a program vouches for, stores that: the program can continue with its secret and
     * the thread's id, which does not reveal the account. Stored once for each channel account, since every thread may have a new address.
     */
    CompletionStage<OpenedThread> open(HttpRequest request, Caller caller, JsonNode body) {
        return begin(request, caller, body).thenCompose(begun -> {
            CustomerThread thread = begun.grant().thread();
            String accountId = thread.accountId();
            if (!(caller instanceof Program) || accountId == null) {
                return CompletableFuture.completedStage(begun);
            }
            return profile(thread.tenant(), thread.id())
                    .thenCompose(profile -> isStored(profile, thread.account())
                            ? CompletableFuture.completedStage(Done.getInstance())
                            : signIn(thread, accountId))
                    .thenApply(done -> begun);
        });
    }

    /** An anonymous thread belongs to its holder until a customer has signed in on it. */
    private static void requireAnonymous(Customer.Profile profile) {
        if (profile.proven()) {
            throw new Refused(
                    ErrorCode.NOT_ALLOWED,
                    "A customer has signed in on this conversation. Send the proof of their account, or begin another conversation.");
        }
    }

    private Grant granted(Client client, Proven proven, String accountId) {
        CustomerThread thread = client.thread();
        Instant now = backend.clock().instant();
        Instant oldest = now.plus(greatestAge);
        return new Grant(
                new CustomerThread(
                        thread.tenant(), thread.account(), thread.id(), thread.user(), accountId, thread.name()),
                proven.by(),
                now,
                proven.until().isBefore(oldest) ? proven.until() : oldest,
                client.grant().bound());
    }

    /** @param account that is proven; null when none is claimed */
    private record Proven(@Nullable String account, Grant.Proof by, Instant until) {}

    /** The company's own program is trusted; a page has to prove an account. */
    private Proven proven(Caller caller, JsonNode account) {
        String id = Fields.text(account, "id", "account.id");
        boolean program = caller instanceof Program;
        if (id.isEmpty()) {
            return new Proven(null, program ? Grant.Proof.SECRET : Grant.Proof.NONE, Instant.MAX);
        }
        if (!Customer.isAccount(id)) {
            throw new Refused(
                    ErrorCode.BAD_REQUEST, "The account id is too long or contains characters that are not allowed.");
        }
        String proof = Fields.text(account, "proof", "account.proof");
        if (program && proof.isEmpty()) {
            return new Proven(id, Grant.Proof.SECRET, Instant.MAX);
        }
        TenantId tenant = caller.account().tenant();
        return secrets.accepted(tenant, caller.account().account()).stream()
                .flatMap(secret ->
                        AccountProof.until(proof, secret, id, backend.clock().instant()).stream())
                .findFirst()
                .map(until -> new Proven(id, Grant.Proof.COMPANY, until))
                .orElseThrow(
                        () -> new Refused(
                                ErrorCode.NOT_ALLOWED,
                                "The proof of this account is invalid or has expired. Get a new one, or leave the account out."));
    }

    /**
     * Returns the thread of this id, if the caller may access it. A token from before a customer signed in on the thread does not open it
     * for any purpose: neither to read nor to write, to end or to revoke.
     */
    CompletionStage<AccessibleThread> known(Caller caller, String id) {
        if (caller instanceof Client client) {
            if (!client.thread().id().value().equals(id)) {
                throw new Refused(ErrorCode.NOT_ALLOWED, "This token is for another conversation.");
            }
            return ofClient(client.thread());
        }
        if (!(caller instanceof Program)) {
            throw new Refused(ErrorCode.NOT_ALLOWED, "A widget key only starts conversations. Use the token it gets.");
        }
        TenantId tenant = caller.account().tenant();
        String account = caller.account().account();
        CustomerId customer;
        try {
            customer = new CustomerId(id);
        } catch (IllegalArgumentException e) {
            throw new Refused(ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
        return profile(tenant, customer).thenApply(profile -> {
            Optional<ChannelAddress> address = addressOf(profile, account);
            if (address.isEmpty() && !profile.addresses().isEmpty()) {
                throw new Refused(ErrorCode.NOT_FOUND, "There is no such conversation.");
            }
            // Started but never used: its address is no longer known, so its id stands for it.
            String end = address.map(ChannelAddress::user).orElse(OWN_USERS + id);
            return new AccessibleThread(
                    new CustomerThread(tenant, account, customer, end, profile.account(), null), profile.parts());
        });
    }

    /** Also once the customer is erased: their account is then unknown, so nobody can sign in as them. */
    private static boolean isStored(Customer.Profile profile, String account) {
        return profile.proven()
                && (profile.account() == null || addressOf(profile, account).isPresent());
    }

    /** Returns an address of the customer on this channel account. */
    private static Optional<ChannelAddress> addressOf(Customer.Profile profile, String account) {
        return profile.addresses().stream()
                .map(Customer.KnownAddress::address)
                .filter(one -> one.account().equals(account))
                .findFirst();
    }

    private CompletionStage<AccessibleThread> ofClient(CustomerThread thread) {
        if (thread.accountId() != null) {
            return CompletableFuture.completedStage(new AccessibleThread(thread, null));
        }
        return profile(thread.tenant(), thread.id()).thenApply(profile -> {
            requireAnonymous(profile);
            return new AccessibleThread(thread, profile.parts());
        });
    }

    /** Returns the grant that a client's token already holds, or the one that a program's secret gives. */
    Grant grant(Caller caller, AccessibleThread known) {
        if (caller instanceof Client client) {
            return client.grant();
        }
        Instant now = backend.clock().instant();
        return new Grant(known.thread(), Grant.Proof.SECRET, now, now.plus(greatestAge), false);
    }

    /** The customer's conversations, oldest first; none before the first message. */
    CompletionStage<List<Customer.ConversationRef>> parts(AccessibleThread known) {
        List<Customer.ConversationRef> parts = known.parts();
        CustomerThread thread = known.thread();
        return parts == null
                ? profile(thread.tenant(), thread.id()).thenApply(Customer.Profile::parts)
                : CompletableFuture.completedStage(parts);
    }

    private CompletionStage<Customer.Profile> profile(TenantId tenant, CustomerId customer) {
        return RepeatedAsk.<Customer.Command, Customer.Profile>ask(
                        backend.system(),
                        CustomerEntity.of(backend.entities(), tenant, customer),
                        Customer.GetProfile::new,
                        backend.askTimeout())
                .exceptionally(failure -> {
                    // Nothing else has begun yet, so every request may be retried.
                    throw new TemporarilyRefused(
                            ErrorCode.TEMPORARILY_UNAVAILABLE,
                            "The owner of this conversation cannot be looked up right now; nothing was done. Send the same request again.",
                            RETRY_AFTER);
                });
    }
}
