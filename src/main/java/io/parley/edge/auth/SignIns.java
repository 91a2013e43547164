package io.parley.edge.auth;

import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TemporarilyRefused;
import io.parley.directory.Directory;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Passwords;
import io.parley.kit.Keys;
import io.parley.kit.Threads;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * Checks e-mail address and password. Takes the same effort whether or not the address exists, so that this cannot be found out; checks on
 * its own threads, so that slow hashes never hold up conversations.
 */
public final class SignIns implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int MAX_WAITING = 64;
    /** The factor by which more wrong passwords are allowed from a place where the person has signed in before. */
    private static final int KNOWN_TIMES = 4;

    private final Directory directory;
    private final KnownPlaces places;
    private final byte[] placeKey;
    private final Failures byPair;
    private final Failures byEmail;
    private final Failures byAddress;
    private final Failures byKnownPair;
    private final String decoyHash = Passwords.hash(UUID.randomUUID().toString());
    private final ExecutorService checks = Threads.bounded("password-check", THREADS, MAX_WAITING);

    public SignIns(AuthSettings settings, Directory directory, KnownPlaces places, Clock clock) {
        this.directory = directory;
        this.places = places;
        this.placeKey = settings.keys().signing("sign-in places");
        Duration first = settings.firstDelay();
        Duration longest = settings.longestDelay();
        Duration window = settings.window();
        int spread = settings.failuresPerAddress();
        this.byPair = new Failures(settings.failuresPerEmail(), first, longest, window, clock);
        // Keys shared by many people are slowed down only slightly: an attacker must not keep the others out.
        this.byEmail = new Failures(spread, first, first, window, clock);
        this.byAddress = new Failures(spread, first, first, window, clock);
        this.byKnownPair = new Failures(KNOWN_TIMES * settings.failuresPerEmail(), first, longest, window, clock);
    }

    /**
     * Wrong passwords count for an e-mail address together with the network address they come from, so that a few slow down only the person
     * who entered them; those from one network address, or for one e-mail address from anywhere, slow down all others only after many.
     * A person who has signed in from a place before is not slowed down there until they have entered many wrong passwords themselves.
     *
     * @param address of the network, see {@link io.parley.edge.kit.ClientAddresses}
     * @return fails with a {@link Refused}: {@code SIGN_IN_REFUSED}; {@code TOO_MANY_REQUESTS}, when nothing was checked;
     *     {@code TEMPORARILY_UNAVAILABLE} when more people sign in at the same time than can be checked
     */
    public CompletionStage<Agent> check(String email, String password, String address) {
        String emailKey = email.strip().toLowerCase(Locale.ROOT);
        String pair = emailKey + "|" + address;
        Duration wait = byPair.count(pair);
        if (wait.isZero()) {
            wait = byEmail.count(emailKey);
            if (wait.isZero()) {
                wait = byAddress.count(address);
                if (wait.isZero()) {
                    return checked(email, password, address, () -> {
                        byPair.forget(pair);
                        byEmail.forgive(emailKey);
                        byAddress.forgive(address);
                    });
                }
                byEmail.forgive(emailKey);
            }
            byPair.forgive(pair);
        }
        Duration otherwise = wait;
        return isKnown(email, address).thenCompose(known -> {
            Duration still = known ? byKnownPair.count(pair) : otherwise;
            return still.isZero()
                    ? checked(email, password, address, () -> {
                        byKnownPair.forget(pair);
                        byPair.forget(pair);
                    })
                    : CompletableFuture.failedStage(tooMany(still));
        });
    }

    private CompletionStage<Boolean> isKnown(String email, String address) {
        return directory
                .agentByEmail(email)
                .map(agent -> places.isKnown(agent, place(address)).exceptionally(unreadable -> false))
                .orElseGet(() -> CompletableFuture.completedStage(false));
    }

    private static TemporarilyRefused tooMany(Duration wait) {
        TemporarilyRefused refused = new TemporarilyRefused(
                ErrorCode.TOO_MANY_REQUESTS, "Too many wrong passwords. Wait for the time in Retry-After.", wait);
        return new TemporarilyRefused(
                ErrorCode.TOO_MANY_REQUESTS,
                "Too many wrong passwords. Try again in " + refused.retryAfterSeconds() + " seconds.",
                wait);
    }

    /** @param forgive takes back what was counted before it was known that the password is right */
    private CompletionStage<Agent> checked(String email, String password, String address, Runnable forgive) {
        try {
            return CompletableFuture.supplyAsync(() -> check(email, password), checks)
                    .thenApply(agent -> {
                        forgive.run();
                        // Signing in does not wait for this, and does not fail with it.
                        places.remember(agent, place(address));
                        return agent;
                    });
        } catch (RejectedExecutionException full) {
            forgive.run();
            return CompletableFuture.failedFuture(new TemporarilyRefused(
                    ErrorCode.TEMPORARILY_UNAVAILABLE,
                    "Too many people are signing in right now. Try again in a moment.",
                    Duration.ofSeconds(1)));
        }
    }

    private String place(String address) {
        return Keys.substitute(placeKey, address);
    }

    private Agent check(String email, String password) {
        Agent agent = directory.agentByEmail(email).orElse(null);
        boolean same = Passwords.matches(password, agent == null ? decoyHash : agent.passwordHash());
        if (agent == null || !same) {
            throw new Refused(ErrorCode.SIGN_IN_REFUSED, "E-mail address or password is wrong.");
        }
        return agent;
    }

    @Override
    public void close() {
        checks.shutdownNow();
    }
}
