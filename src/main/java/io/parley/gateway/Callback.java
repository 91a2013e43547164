package io.parley.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The receiver of replies in a company's system. */
public interface Callback {

    /** How an attempt ended. */
    enum Result {
        TAKEN,
        /** Must not be retried: the receiver cannot accept this particular message. */
        REFUSED,
        /** No address is configured. */
        NO_ADDRESS,
        /** To be retried. */
        FAILED
    }

    /** @param after the pause before a retry, if the receiver asked for one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Outcome(Result result, @Nullable Duration after) {
        static Outcome of(Result result) {
            return new Outcome(result, null);
        }
    }

    /**
     * Posts a body once, and follows no redirects. Never fails: errors are outcomes, too.
     *
     * @param signature of the body
     */
    CompletionStage<Outcome> post(URI to, byte[] body, String signature);
}
