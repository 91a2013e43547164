package io.parley.desk;

import io.parley.Refused;

/** A frame from a console, read only far enough to be answered: rights are checked before the rest is read. */
public interface ConsoleFrame {

    /** What its answer refers to. */
    String id();

    /** @throws Refused {@code BAD_REQUEST} for a type that does not exist */
    ClientFrame.Kind kind();

    /** @throws Refused {@code BAD_REQUEST}, {@code NOT_FOUND} or {@code TOO_LARGE} with the reason */
    ClientFrame read();
}
