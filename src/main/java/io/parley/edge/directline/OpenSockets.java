package io.parley.edge.directline;

import io.parley.ErrorCode;
import io.parley.TemporarilyRefused;
import io.parley.edge.auth.Revocations;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The customers' sockets on this node: counted, so that none of them starve the others, and looked up when a customer's tokens are
 * revoked.
 */
final class OpenSockets {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final int mostOfNode;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Set<Runnable>> byThread = new ConcurrentHashMap<>();
    private final Map<String, Set<Runnable>> byOwner = new ConcurrentHashMap<>();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    OpenSockets(int mostOfNode, Revocations revocations) {
        this.mostOfNode = mostOfNode;
        revocations.listen(revocation -> {
            if (revocation.subject() == Revocations.Subject.CUSTOMER) {
                String key = revocation.tenant() + "|" + revocation.id();
                byThread.getOrDefault(key, Set.of()).forEach(Runnable::run);
                byOwner.getOrDefault(key, Set.of()).forEach(Runnable::run);
            }
        });
    }

    /**
     * Must be called before a socket is opened. Sockets are counted once they are open, so several opened at the same instant may exceed
     * the limit.
     *
     * @throws TemporarilyRefused {@code TEMPORARILY_UNAVAILABLE} when there is no room for another one
     */
    void requireRoom(Tokens.Ticket ticket, String address, int mostOfThread, int mostOfAddress) {
        Set<Runnable> ofThread = byThread.get(key(ticket));
        if (ofThread != null && ofThread.size() >= mostOfThread) {
            throw full("This conversation has too many streams open. Close one, or poll.");
        }
        if (byAddress.getOrDefault(key(ticket, address), 0) >= mostOfAddress) {
            throw full("Too many streams are open from this network address. Close one, or poll.");
        }
        if (open.get() >= mostOfNode) {
            throw full("This server has no room for another stream at the moment. Try again, or poll.");
        }
    }

    private static TemporarilyRefused full(String detail) {
        return new TemporarilyRefused(ErrorCode.TEMPORARILY_UNAVAILABLE, detail, RETRY_AFTER);
    }

    /** @param end called when the tokens for the thread, or those of its owner, are revoked; perhaps more than once */
    void opened(Tokens.Ticket ticket, String address, Runnable end) {
        open.incrementAndGet();
        byAddress.merge(key(ticket, address), 1, Integer::sum);
        add(byThread, key(ticket), end);
        if (ticket.owner() != null) {
            add(byOwner, ownerKey(ticket), end);
        }
    }

    /** Must be called once for each socket that was opened, with the same arguments. */
    @SuppressWarnings("NullAway") // null removes the entry
    void closed(Tokens.Ticket ticket, String address, Runnable end) {
        open.decrementAndGet();
        byAddress.computeIfPresent(key(ticket, address), (key, count) -> count <= 1 ? null : count - 1);
        remove(byThread, key(ticket), end);
        if (ticket.owner() != null) {
            remove(byOwner, ownerKey(ticket), end);
        }
    }

    private static void add(Map<String, Set<Runnable>> sockets, String key, Runnable end) {
        sockets.compute(key, (k, before) -> {
            Set<Runnable> all = before == null ? ConcurrentHashMap.newKeySet(1) : before;
            all.add(end);
            return all;
        });
    }

    @SuppressWarnings("NullAway") // null removes the entry
    private static void remove(Map<String, Set<Runnable>> sockets, String key, Runnable end) {
        sockets.computeIfPresent(key, (k, all) -> {
            all.remove(end);
            return all.isEmpty() ? null : all;
        });
    }

    private static String key(Tokens.Ticket ticket) {
        return ticket.tenant() + "|" + ticket.thread();
    }

    private static String ownerKey(Tokens.Ticket ticket) {
        return ticket.tenant() + "|" + ticket.owner();
    }

    private static String key(Tokens.Ticket ticket, String address) {
        return ticket.tenant() + "|" + address;
    }
}
