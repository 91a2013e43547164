package io.parley.edge.upload;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Keeps malformed uploads out of the log. They are answered with 400, but Akka's parser logs each as an error too, with its trace, and no
 * attribute of the stream reaches that stage: anybody with a token could fill the log.
 */
public final class MalformedUploads extends Filter<ILoggingEvent> {

    private static final String MALFORMED = "akka.http.impl.engine.parsing.ParsingException";

    @Override
    public FilterReply decide(ILoggingEvent event) {
        return event.getThrowableProxy() != null
                        && event.getThrowableProxy().getClassName().equals(MALFORMED)
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }
}
