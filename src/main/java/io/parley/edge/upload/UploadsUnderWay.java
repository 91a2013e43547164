package io.parley.edge.upload;

import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.TemporarilyRefused;
import io.parley.TenantId;
import io.parley.edge.kit.Limits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The uploads that this node is reading: each takes a connection, and disk space until it is kept. Bounded in number and time, so that none
 * of them starve the others.
 */
public final class UploadsUnderWay {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(3);

    private final Limits.UploadsAtOnce most;
    private final Map<String, Integer> underWay = new HashMap<>();

    public UploadsUnderWay(Limits.UploadsAtOnce most) {
        this.most = most;
    }

    /**
     * @param peer the network address, see {@link io.parley.edge.kit.ClientAddresses}
     * @return a task that must be run once, when this upload has ended
     * @throws TemporarilyRefused {@code TOO_MANY_REQUESTS} or {@code TEMPORARILY_UNAVAILABLE} when there is no room for it
     */
    public synchronized Runnable begin(TenantId tenant, CustomerId thread, String peer) {
        String ofThread = "thread|" + tenant + "|" + thread;
        String ofAddress = "address|" + tenant + "|" + peer;
        String ofNode = "node";
        require(ofThread, most.thread(), ErrorCode.TOO_MANY_REQUESTS, "to this conversation");
        require(ofAddress, most.address(), ErrorCode.TOO_MANY_REQUESTS, "from this network address");
        require(ofNode, most.node(), ErrorCode.TEMPORARILY_UNAVAILABLE, "to this server");
        add(ofThread);
        add(ofAddress);
        add(ofNode);
        return () -> {
            synchronized (this) {
                end(ofThread);
                end(ofAddress);
                end(ofNode);
            }
        };
    }

    private void require(String whose, int most, ErrorCode code, String words) {
        if (underWay.getOrDefault(whose, 0) >= most) {
            throw new TemporarilyRefused(
                    code,
                    "Too many uploads are on their way " + words
                            + ". Nothing is stored; send the same request again in a moment.",
                    RETRY_AFTER);
        }
    }

    private void add(String whose) {
        underWay.merge(whose, 1, Integer::sum);
    }

    @SuppressWarnings("NullAway") // null removes the entry
    private void end(String whose) {
        underWay.computeIfPresent(whose, (key, count) -> count <= 1 ? null : count - 1);
    }
}
