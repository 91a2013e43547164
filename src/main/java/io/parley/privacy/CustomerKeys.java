package io.parley.privacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import io.parley.CustomerId;
import io.parley.Personal;
import io.parley.TenantId;
import io.parley.kit.Keys;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One customer's keys in the memory of a node: seals and opens that customer's values. Valid for at most a minute at a time
 * ({@link #fresh()}); after that the {@link Keyring} checks again whether they have been destroyed. Thread-safe.
 */
public final class CustomerKeys {

    private static final Logger LOG = LoggerFactory.getLogger(CustomerKeys.class);
    private static final Map<Type, JavaType> TYPES = new ConcurrentHashMap<>();
    private static final String DIGESTS = "digests";

    /** @param live by generation; @param destroyed generations that were destroyed */
    private record Known(Map<Integer, byte[]> live, Set<Integer> destroyed) {
        int newest() {
            return live.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        }
    }

    private final TenantId tenant;
    private final CustomerId customer;
    private final boolean off;
    private final LongSupplier nanos;
    private volatile Known known = new Known(Map.of(), Set.of());
    private volatile long freshUntil;
    private int doubts;

    /** Weakly held, so that listeners need not unsubscribe; they keep the strong references. */
    private final Set<Runnable> doubters = Collections.newSetFromMap(new WeakHashMap<>());

    CustomerKeys(TenantId tenant, CustomerId customer, boolean off, LongSupplier nanos) {
        this.tenant = tenant;
        this.customer = customer;
        this.off = off;
        this.nanos = nanos;
        this.freshUntil = nanos.getAsLong();
    }

    /** Returns keys for an installation that seals nothing, and for tests: everything is stored as it is. */
    public static CustomerKeys off(TenantId tenant, CustomerId customer) {
        return new CustomerKeys(tenant, customer, true, () -> 0);
    }

    /** @param before {@link #doubts()} before the look-up that found these; if doubts arose meanwhile, the keys stay stale */
    synchronized void now(Map<Integer, byte[]> live, Set<Integer> destroyed, long freshUntil, int before) {
        known = new Known(Map.copyOf(live), Set.copyOf(destroyed));
        if (doubts == before) {
            this.freshUntil = freshUntil;
        }
    }

    /** Marks the keys as having to be looked up again. */
    void stale() {
        List<Runnable> listeners;
        synchronized (this) {
            doubts++;
            freshUntil = nanos.getAsLong();
            listeners = List.copyOf(doubters);
        }
        listeners.forEach(Runnable::run);
    }

    /** As {@link #stale}, for keys probably no longer in use: listeners are not notified, but find out at their next use. */
    synchronized void outdated() {
        doubts++;
        freshUntil = nanos.getAsLong();
    }

    /**
     * Registers a listener that runs each time these keys have to be looked up again, e.g. because they may have been destroyed.
     *
     * @param look held weakly: it runs only while its owner holds it
     */
    synchronized void onDoubt(Runnable look) {
        doubters.add(look);
    }

    synchronized int doubts() {
        return doubts;
    }

    boolean isOff() {
        return off;
    }

    public TenantId tenant() {
        return tenant;
    }

    public CustomerId customer() {
        return customer;
    }

    /** Whether these keys may be used without asking the {@link Keyring} again. */
    public boolean fresh() {
        return off || freshUntil - nanos.getAsLong() > 0;
    }

    /** Whether values can be sealed: not before the customer's first message, nor after their key was destroyed. */
    public boolean canSeal() {
        return off || !known.live().isEmpty();
    }

    /** How many of the customer's keys have been destroyed so far; when this grows, values held open must be dropped. */
    public int destroyed() {
        return known.destroyed().size();
    }

    /** The generation of the key that currently seals, from 1; 0 if there is none. */
    public int generation() {
        return known.newest();
    }

    int last() {
        return Math.max(
                known.newest(),
                known.destroyed().stream().mapToInt(Integer::intValue).max().orElse(0));
    }

    /**
     * Returns a copy with every personal value in it sealed, at any depth.
     *
     * @throws IllegalStateException if there is no key, or if something in it is sealed for another customer: neither may be stored
     */
    public <T> T seal(T value) {
        return PersonalValues.map(value, this::sealed);
    }

    /** Returns a copy with every personal value of this customer in it opened, as far as possible. */
    public <T> T open(T value) {
        return PersonalValues.map(value, this::opened);
    }

    private Personal<?> sealed(Personal<?> personal, Type type) {
        if (off) {
            return personal.inClear();
        }
        String token = personal.token();
        if (token != null) {
            if (!owns(token)) {
                throw new IllegalStateException("sealed for another customer; refusing to store it");
            }
            return Personal.sealed(token);
        }
        try {
            byte[] clear = SealedJson.CLEAR.writerFor(javaType(type)).writeValueAsBytes(personal.orNull());
            return Personal.sealed(token(Objects.requireNonNull(personal.kind()), clear));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("personal values can be written as JSON", withoutContent(e));
        }
    }

    String token(Personal.Kind kind, byte[] clear) {
        Known now = known;
        int generation = now.newest();
        byte[] key = now.live().get(generation);
        if (key == null) {
            throw new IllegalStateException("there is no key to seal with; nothing is stored");
        }
        byte[] sealed = Aes.seal(key, bound(generation, kind), clear);
        byte[] marked = new byte[sealed.length + 1];
        marked[0] = (byte) kind.letter();
        System.arraycopy(sealed, 0, marked, 1, sealed.length);
        return customer.value()
                + ':'
                + generation
                + '.'
                + Base64.getUrlEncoder().withoutPadding().encodeToString(marked);
    }

    private <V> Personal<V> opened(Personal<V> personal, Type type) {
        String token = personal.token();
        if (personal.isOpen() || token == null || !owns(token)) {
            return personal;
        }
        byte[] clear = clear(token);
        if (clear == null) {
            return personal.closed(erased(token) ? Personal.Closed.ERASED : Personal.Closed.DAMAGED);
        }
        try {
            V value = SealedJson.CLEAR.readerFor(javaType(type)).readValue(clear);
            return personal.opened(kind(token), value);
        } catch (IOException unreadable) {
            return personal.closed(Personal.Closed.DAMAGED);
        }
    }

    /** Returns the sealed content; null if it is not this customer's, was erased or is damaged. */
    byte @Nullable [] clear(String token) {
        int dot = token.lastIndexOf('.');
        try {
            byte[] key = owns(token) ? known.live().get(generation(token)) : null;
            byte[] marked = Base64.getUrlDecoder().decode(token.substring(dot + 1));
            if (key == null || marked.length == 0) {
                return null;
            }
            Personal.Kind kind = Personal.Kind.of((char) marked[0]);
            byte[] sealed = new byte[marked.length - 1];
            System.arraycopy(marked, 1, sealed, 0, sealed.length);
            byte[] clear = Aes.open(key, bound(generation(token), kind), sealed);
            if (clear == null) {
                LOG.error("a stored value of {}/{} is damaged", tenant, customer);
            }
            return clear;
        } catch (IllegalArgumentException damaged) {
            return null;
        }
    }

    boolean erased(String token) {
        try {
            return !known.live().containsKey(generation(token));
        } catch (NumberFormatException damaged) {
            return false;
        }
    }

    private int generation(String token) {
        return Integer.parseInt(token.substring(customer.value().length() + 1, token.lastIndexOf('.')));
    }

    private static Personal.Kind kind(String token) {
        byte[] marked = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
        return Personal.Kind.of((char) marked[0]);
    }

    /** Seals a piece of a file, or its name, without encoding it as text. */
    public byte[] sealFile(byte[] clear) {
        if (off) {
            return clear;
        }
        Known now = known;
        int generation = now.newest();
        byte[] key = now.live().get(generation);
        if (key == null) {
            throw new IllegalStateException("there is no key to seal with; nothing is stored");
        }
        byte[] sealed = Aes.seal(key, bound(generation, Personal.Kind.FILE), clear);
        return ByteBuffer.allocate(Integer.BYTES + sealed.length)
                .putInt(generation)
                .put(sealed)
                .array();
    }

    /** Opens what {@link #sealFile} sealed; null if its key was destroyed, or if it is damaged. */
    public byte @Nullable [] openFile(byte[] sealed) {
        if (off) {
            return sealed;
        }
        if (sealed.length < Integer.BYTES) {
            return null;
        }
        int generation = ByteBuffer.wrap(sealed).getInt();
        byte[] key = known.live().get(generation);
        return key == null
                ? null
                : Aes.open(
                        key,
                        bound(generation, Personal.Kind.FILE),
                        Arrays.copyOfRange(sealed, Integer.BYTES, sealed.length));
    }

    /**
     * Returns a digest that can be made or checked only with the customer's key: likely texts cannot be tried against it, and it reveals
     * nothing once the key is destroyed.
     */
    public byte[] digest(byte[] message) {
        Known now = known;
        byte[] key = off ? new byte[Aes.KEY_BYTES] : now.live().get(now.newest());
        if (key == null) {
            throw new IllegalStateException("there is no key for a digest");
        }
        return Keys.mac(Keys.forPurpose(key, DIGESTS), message);
    }

    private boolean owns(String token) {
        return token.startsWith(customer.value() + ":");
    }

    private String bound(int generation, Personal.Kind kind) {
        return tenant.value() + '|' + customer.value() + '|' + generation + '|' + kind.letter();
    }

    private static JavaType javaType(Type type) {
        return TYPES.computeIfAbsent(
                type, each -> SealedJson.CLEAR.getTypeFactory().constructType(each));
    }

    /** Removes the content, because Jackson quotes the value it could not write. */
    private static @Nullable Throwable withoutContent(JsonProcessingException failure) {
        failure.clearLocation();
        return failure.getCause();
    }

    /** Never contains a key. */
    @Override
    public String toString() {
        return "keys of " + tenant + "/" + customer;
    }
}
