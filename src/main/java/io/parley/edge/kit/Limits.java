package io.parley.edge.kit;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The limits of the edge ({@code parley.http.limits}); anything beyond them is refused, never truncated silently.
 *
 * @param body bytes of a JSON body
 * @param text UTF-16 units of a message's text
 * @param upload bytes of one upload, all its files together
 * @param posts messages of one customer, see {@link Throttle}
 * @param threads threads that one remote address starts with a public widget key
 * @param revocations requested by customers at one remote address; every node remembers each
 * @param reads of one conversation by its customer's clients, of anything by one agent, and of files by one remote address
 * @param uploadsAtOnce uploads that this node reads at the same time
 * @param socketsPerNode customers' sockets on this node
 * @param messages that this node delivers to their conversations at the same time
 * @param ofTenants for tenants that do not set their own
 */
public record Limits(
        int body,
        int text,
        int upload,
        Rate posts,
        Rate threads,
        Rate revocations,
        Rate reads,
        UploadsAtOnce uploadsAtOnce,
        int socketsPerNode,
        Admission.Settings messages,
        TenantLimits.Values ofTenants) {

    /** @param perSecond in the long run; {@code burst} immediately after a pause */
    public record Rate(int perSecond, int burst) {
        public Rate {
            if (perSecond < 1 || burst < 1) {
                throw new IllegalArgumentException("every rate of parley.http.limits must be positive");
            }
        }
    }

    /**
     * Uploads that a node reads at the same time.
     *
     * @param thread to one conversation
     * @param address from one network address
     * @param node in total
     * @param within the time within which each must have arrived
     */
    public record UploadsAtOnce(int thread, int address, int node, Duration within) {
        public UploadsAtOnce {
            if (thread < 1 || address < 1 || node < 1 || within.isZero() || within.isNegative()) {
                throw new IllegalArgumentException(
                        "every setting of parley.http.limits.uploads-at-once must be positive");
            }
        }

        private static UploadsAtOnce from(Config config) {
            return new UploadsAtOnce(
                    config.getInt("thread"),
                    config.getInt("address"),
                    config.getInt("node"),
                    config.getDuration("within"));
        }
    }

    /** @param config the section {@code parley.http.limits} */
    public static Limits from(Config config) {
        return new Limits(
                Math.toIntExact(config.getBytes("body")),
                config.getInt("text"),
                Math.toIntExact(config.getBytes("upload")),
                new Rate(config.getInt("posts-per-second"), config.getInt("posts-burst")),
                new Rate(config.getInt("threads-per-second"), config.getInt("threads-burst")),
                new Rate(config.getInt("revocations-per-second"), config.getInt("revocations-burst")),
                new Rate(config.getInt("reads-per-second"), config.getInt("reads-burst")),
                UploadsAtOnce.from(config.getConfig("uploads-at-once")),
                config.getInt("sockets-per-node"),
                Admission.Settings.from(config.getConfig("messages")),
                TenantLimits.Values.from(config.getConfig("of-tenants")));
    }

    /** Bytes of one frame from a socket's client: as much as a body. */
    public int frame() {
        return body;
    }

    /** A message and its accompanying data must fit into one frame between nodes; see {@link io.parley.ClusterMessage}. */
    public static final int MAX_BODY = 64 * 1024;

    public Limits {
        if (body > MAX_BODY) {
            throw new IllegalArgumentException("parley.http.limits.body must not be more than " + MAX_BODY + " bytes");
        }
        if (body < 1 || text < 1 || upload < 1 || socketsPerNode < 1) {
            throw new IllegalArgumentException("every setting of parley.http.limits must be positive");
        }
    }
}
