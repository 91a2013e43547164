package io.parley.edge;

import com.typesafe.config.Config;

/**
 * How much the edge takes ({@code parley.http.limits}); more is refused, never cut off silently.
 *
 * @param body bytes of a JSON body
 * @param text UTF-16 units of a message's text
 * @param upload bytes of one upload, all its files together
 * @param postsPerSecond how many messages one customer may post a second in the long run, see {@link Throttle}
 * @param postsBurst how many at once after a pause
 * @param threadsPerSecond how many threads one remote address may start with a public widget key a second in the long run
 * @param threadsBurst how many at once after a pause
 */
public record Limits(
        int body, int text, int upload, int postsPerSecond, int postsBurst, int threadsPerSecond, int threadsBurst) {

    /** @param config the section {@code parley.http.limits} */
    public static Limits from(Config config) {
        return new Limits(
                Math.toIntExact(config.getBytes("body")),
                config.getInt("text"),
                Math.toIntExact(config.getBytes("upload")),
                config.getInt("posts-per-second"),
                config.getInt("posts-burst"),
                config.getInt("threads-per-second"),
                config.getInt("threads-burst"));
    }

    /** Bytes of one frame from a socket's client: as much as a body. */
    public int frame() {
        return body;
    }

    public Limits {
        if (body < 1
                || text < 1
                || upload < 1
                || postsPerSecond < 1
                || postsBurst < 1
                || threadsPerSecond < 1
                || threadsBurst < 1) {
            throw new IllegalArgumentException("every setting of parley.http.limits must be positive");
        }
    }
}
