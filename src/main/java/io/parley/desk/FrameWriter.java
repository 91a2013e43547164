package io.parley.desk;

import java.time.Instant;

/**
 * Writes frames as browsers receive them. A desk writes each frame once and keeps the text for all its consoles, on whichever nodes they are.
 */
@FunctionalInterface
public interface FrameWriter {

    /** @param seq the number of the frame */
    String write(long seq, Instant at, ServerFrame frame);
}
