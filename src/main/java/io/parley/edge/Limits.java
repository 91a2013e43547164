package io.parley.edge;

import com.typesafe.config.Config;

/**
 * How much the edge takes ({@code parley.http.limits}); more is refused, never cut off silently.
 *
 * @param body bytes of a JSON body
 * @param text UTF-16 units of a message's text
 * @param upload bytes of an uploaded file
 * @param frame bytes of a frame from a socket's client
 * @param requestsPerSecond how many requests an address may make a second in the long run, see {@link Throttle}
 * @param requestBurst how many at once after a pause
 * @param postsPerSecond how many messages one customer may post a second in the long run
 * @param postBurst how many at once after a pause
 */
public record Limits(
        long body,
        int text,
        long upload,
        int frame,
        int requestsPerSecond,
        int requestBurst,
        int postsPerSecond,
        int postBurst) {

    /** @param config the section {@code parley.http.limits} */
    public static Limits from(Config config) {
        return new Limits(
                config.getBytes("body"),
                config.getInt("text"),
                config.getBytes("upload"),
                Math.toIntExact(config.getBytes("frame")),
                config.getInt("requests-per-second"),
                config.getInt("request-burst"),
                config.getInt("posts-per-second"),
                config.getInt("post-burst"));
    }

    public Limits {
        if (body < 1
                || text < 1
                || upload < 1
                || frame < 1
                || requestsPerSecond < 1
                || requestBurst < 1
                || postsPerSecond < 1
                || postBurst < 1) {
            throw new IllegalArgumentException("every setting of parley.http.limits must be positive");
        }
    }
}
