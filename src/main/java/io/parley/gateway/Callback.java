package io.parley.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A company's receiver, as a gateway sees it. */
public interface Callback {

    /** What an attempt came to. */
    enum Result {
        TAKEN,
        /** Never to be tried again: the receiver says that it is this message that it cannot take. */
        REFUSED,
        /** Nobody said where to. */
        NOWHERE,
        /** To be tried again. */
        FAILED
    }

    /** @param after when the receiver wants it to be tried again, if it said so */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Outcome(Result result, @Nullable Duration after) {
        static Outcome of(Result result) {
            return new Outcome(result, null);
        }
    }

    /**
     * Posts a body once, and follows no redirects. Never fails: what goes wrong is an outcome.
     *
     * @param signature of the body
     */
    CompletionStage<Outcome> post(URI to, byte[] body, String signature);
}
