package io.parley.edge.upload;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Keeps malformed uploads out of the log. They are answered with 400, but Akka's parser also logs each as an error with its trace, and no
 * attribute of the stream reaches that stage: anyone with a token could fill the log.
 */
public final class MalformedUploads extends TurboFilter {

    private static final String MALFORMED = "akka.http.impl.engine.parsing.ParsingException";

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable thrown) {
        return thrown != null && thrown.getClass().getName().equals(MALFORMED) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
