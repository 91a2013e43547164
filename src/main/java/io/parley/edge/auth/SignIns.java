package io.parley.edge.auth;

import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.directory.Directory;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Passwords;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Checks e-mail address and password. Takes the same effort whether or not there is such an address, so that nobody can find out;
 * checks on threads of its own, so that slow hashes never hold up conversations.
 */
public final class SignIns implements AutoCloseable {

    /** Too many wrong passwords: nothing was checked. */
    public static final class Throttled extends RuntimeException {
        private final Duration retryAfter;

        Throttled(Duration retryAfter) {
            super("too many tries", null, false, false);
            this.retryAfter = retryAfter;
        }

        /** At least a second. */
        public Duration retryAfter() {
            return retryAfter.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : retryAfter;
        }
    }

    private static final int THREADS = 2;
    private static final int MOST_WAITING = 64;

    private final Directory directory;
    private final Failures byEmail;
    private final Failures byAddress;
    private final String nobodysHash = Passwords.hash(UUID.randomUUID().toString());
    private final ExecutorService checks = new ThreadPoolExecutor(
            THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                Thread thread = new Thread(task, "password-check");
                thread.setDaemon(true);
                return thread;
            });

    public SignIns(AuthSettings settings, Directory directory, Clock clock) {
        this.directory = directory;
        this.byEmail = new Failures(settings.failuresPerEmail(), settings.window(), clock);
        this.byAddress = new Failures(settings.failuresPerAddress(), settings.window(), clock);
    }

    /**
     * @param address of the network, in whatever form
     * @return fails with {@link Throttled}, or with a {@link Refused}: {@code SIGN_IN_REFUSED}, or {@code TEMPORARILY_UNAVAILABLE}
     *     when more sign in at once than can be checked
     */
    public CompletionStage<Agent> check(String email, String password, String address) {
        String emailKey = email.strip().toLowerCase(Locale.ROOT);
        Duration wait = longer(byEmail.count(emailKey), byAddress.count(address));
        if (!wait.isZero()) {
            return CompletableFuture.failedFuture(new Throttled(wait));
        }
        try {
            return CompletableFuture.supplyAsync(() -> check(email, password), checks)
                    .thenApply(agent -> {
                        byEmail.forgive(emailKey);
                        byAddress.forgive(address);
                        return agent;
                    });
        } catch (RejectedExecutionException full) {
            byEmail.forgive(emailKey);
            byAddress.forgive(address);
            return CompletableFuture.failedFuture(new Refused(
                    ErrorCode.TEMPORARILY_UNAVAILABLE, "Too many people sign in right now. Try again in a moment."));
        }
    }

    private Agent check(String email, String password) {
        Agent agent = directory.agentByEmail(email).orElse(null);
        boolean same = Passwords.matches(password, agent == null ? nobodysHash : agent.passwordHash());
        if (agent == null || !same) {
            throw new Refused(ErrorCode.SIGN_IN_REFUSED, "E-mail address or password is wrong.");
        }
        return agent;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    @Override
    public void close() {
        checks.shutdownNow();
    }
}
