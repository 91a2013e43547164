package io.parley.edge.auth;

import akka.Done;
import akka.actor.typed.ActorSystem;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.typesafe.config.Config;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TemporarilyRefused;
import io.parley.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Revocations of tokens that would otherwise still be valid: each covers everything made for one subject before a moment. Stored, read by
 * every node at an interval, and checked in memory, so that a request needs no look-up. A node remembers each only for as long as a token
 * lasts, at some 200 bytes. Credentials that last longer and are rarely presented, such as the secret of a thread, are looked up in the
 * store.
 */
public final class Revocations {

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    /** Clocks differ, and a write may take a moment to be seen: what was written shortly before the last read is read again. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    /**
     * A revocation takes a moment to reach all nodes: a token obtained in exchange meanwhile is revoked too, and its lifetime begins only
     * then.
     */
    private static final Duration ON_ITS_WAY = Duration.ofMinutes(5);

    private static final Duration AT_MOST = Duration.ofSeconds(1);

    /**
     * A node that has not been able to read for as long as this, or for three intervals if those are longer, accepts no token, because it
     * would accept revoked ones.
     */
    private static final Duration OUTDATED = Duration.ofSeconds(30);

    /** The subject whose tokens are revoked. */
    public enum Subject {
        CUSTOMER,
        AGENT
    }

    /** @param notBefore everything made for the subject before this is revoked */
    public record Revocation(Subject subject, TenantId tenant, String id, Instant notBefore) {
        String key() {
            return keyOf(subject, tenant, id);
        }
    }

    /**
     * How long a revocation is kept.
     *
     * @param remembered how long every node remembers it: the longest that a token lasts without being refreshed, and a little more
     * @param stored how long it is stored: the longest that anything that can be revoked lasts
     */
    public record RetentionTimes(Duration remembered, Duration stored) {

        /** @param config the section {@code parley.auth} */
        public static RetentionTimes from(Config config) {
            Duration customers = config.getDuration("customer-token-lifetime");
            Duration agents = config.getDuration("token-lifetime");
            Duration longest = customers.compareTo(agents) > 0 ? customers : agents;
            return new RetentionTimes(longest.plus(ON_ITS_WAY), config.getDuration("thread-secret-age"));
        }
    }

    /** The store, shared by all nodes. */
    public interface Store {

        CompletionStage<Done> add(Revocation revocation, RetentionTimes keep);

        /** Those made at this moment or later, as far back as nodes remember. */
        CompletionStage<List<Revocation>> since(Instant moment);

        /** The moment of a subject's newest one that is still stored. */
        CompletionStage<Optional<Instant>> newest(Subject subject, TenantId tenant, String id);
    }

    private final Store store;
    private final Clock clock;
    private final RetentionTimes keep;
    private final Cache<String, Instant> known;
    private final List<Consumer<Revocation>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean reading = new AtomicBoolean();
    private final Duration outdated;
    private volatile Instant readUntil;

    /** @param interval how often the store is read */
    public Revocations(ActorSystem<?> system, Store store, Duration interval, RetentionTimes keep, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.keep = keep;
        this.outdated = interval.multipliedBy(3).compareTo(OUTDATED) > 0 ? interval.multipliedBy(3) : OUTDATED;
        this.known = Caffeine.newBuilder().expireAfterWrite(keep.remembered()).build();
        this.readUntil = clock.instant().minus(keep.remembered());
        read();
        system.scheduler().scheduleWithFixedDelay(interval, interval, this::read, system.executionContext());
    }

    private void read() {
        if (!reading.compareAndSet(false, true)) {
            return;
        }
        Instant began = clock.instant();
        store.since(readUntil.minus(OVERLAP)).whenComplete((found, failure) -> {
            if (failure == null) {
                found.forEach(this::learn);
                readUntil = began;
            } else {
                LOG.warn(
                        "revocations cannot be read; after {} s, no token is accepted: {}",
                        outdated.toSeconds(),
                        failure.getClass().getSimpleName());
            }
            reading.set(false);
        });
    }

    private void learn(Revocation revocation) {
        boolean[] news = new boolean[1];
        known.asMap().compute(revocation.key(), (key, before) -> {
            news[0] = before == null || before.isBefore(revocation.notBefore());
            return news[0] ? revocation.notBefore() : before;
        });
        if (news[0]) {
            listeners.forEach(listener -> listener.accept(revocation));
        }
    }

    /** Revokes everything made for them so far: on this node immediately, on the others with their next read. */
    public CompletionStage<Done> revoke(Subject subject, TenantId tenant, String id) {
        Revocation revocation = new Revocation(subject, tenant, id, clock.instant());
        return store.add(revocation, keep).thenApply(done -> {
            learn(revocation);
            return done;
        });
    }

    /**
     * Revokes all tokens of a customer: for a thread, and for every thread on which their account is signed in.
     *
     * @param thread the customer's id, which is that of the thread
     * @param owner the id of the customer who is known by the account; null for an anonymous thread
     */
    public CompletionStage<Done> revokeCustomer(TenantId tenant, CustomerId thread, @Nullable CustomerId owner) {
        if (owner == null || owner.equals(thread)) {
            return revoke(Subject.CUSTOMER, tenant, thread.value());
        }
        // The owner first: if only that is stored, the caller's token is no longer good for another attempt, nor is any
        // of the owner's.
        return revoke(Subject.CUSTOMER, tenant, owner.value())
                .thenCompose(done -> revoke(Subject.CUSTOMER, tenant, thread.value()));
    }

    /**
     * Whether a token is revoked. Revocations are forgotten after the lifetime of a token, so a token older than that counts as revoked.
     *
     * @param begun when the first token was made from which this one was obtained by exchange: a node that does not yet know of a
     *     revocation may exchange a revoked token for a younger one
     * @param madeAt when this one was made
     * @throws Refused {@code TEMPORARILY_UNAVAILABLE} before this node has read what was revoked, and when it has not been able to for a
     *     while
     */
    public boolean isRevoked(Subject subject, TenantId tenant, String id, Instant begun, Instant madeAt) {
        if (readUntil.isBefore(clock.instant().minus(outdated))) {
            throw new TemporarilyRefused(
                    ErrorCode.TEMPORARILY_UNAVAILABLE,
                    "This server cannot check right now whether the sign-in still counts. Try again in a moment.",
                    AT_MOST);
        }
        return wasRevoked(subject, tenant, id, begun, madeAt);
    }

    /** Same as far as this node knows, however long ago it last read: for a socket that is already open. */
    public boolean wasRevoked(Subject subject, TenantId tenant, String id, Instant begun, Instant madeAt) {
        if (madeAt.isBefore(clock.instant().minus(keep.remembered()))) {
            return true;
        }
        Instant notBefore = known.getIfPresent(keyOf(subject, tenant, id));
        return notBefore != null && begun.isBefore(notBefore);
    }

    /**
     * Same for credentials that last longer than a token. Queries the store, so it sees what was revoked on another node an instant ago.
     */
    public CompletionStage<Boolean> lookUp(Subject subject, TenantId tenant, String id, Instant madeAt) {
        return store.newest(subject, tenant, id)
                .thenApply(newest -> newest.filter(madeAt::isBefore).isPresent());
    }

    private static String keyOf(Subject subject, TenantId tenant, String id) {
        return subject + "|" + tenant + "|" + id;
    }

    /** Adds a listener that is notified of each revocation, whichever node it was made on. */
    public void listen(Consumer<Revocation> listener) {
        listeners.add(listener);
    }
}
