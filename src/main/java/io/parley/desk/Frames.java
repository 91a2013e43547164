package io.parley.desk;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbered frames of a desk, the newest of which are kept for consoles that resume. Numbers begin with the time the desk began, so that
 * those of an earlier desk are never taken for its own.
 */
final class Frames {

    private static final long PER_MILLISECOND = 1_000;

    private record Numbered(long seq, String text) {}

    private final FrameWriter writer;
    private final int most;
    private final int mostCharacters;
    private final Deque<Numbered> kept = new ArrayDeque<>();
    private int characters;
    private long last;

    Frames(FrameWriter writer, Instant begun, int most, int mostCharacters) {
        this.writer = writer;
        this.most = most;
        this.mostCharacters = mostCharacters;
        this.last = begun.toEpochMilli() * PER_MILLISECOND;
    }

    /** Makes the next frame, and keeps it. */
    String next(Instant at, ServerFrame frame) {
        last++;
        String text = writer.write(last, at, frame);
        kept.addLast(new Numbered(last, text));
        characters += text.length();
        while (kept.size() > most || (characters > mostCharacters && kept.size() > 1)) {
            characters -= kept.removeFirst().text().length();
        }
        return text;
    }

    /** Makes a frame for newcomers only: it carries the last number, and takes none of its own. */
    String reset(Instant at, ServerFrame.State state) {
        return writer.write(last, at, new ServerFrame.Reset(state));
    }

    /** Returns the frames after this number, in order; null when they are not known here, or no longer. */
    @Nullable List<String> after(long seq) {
        long first = kept.isEmpty() ? last + 1 : kept.getFirst().seq();
        return seq < first - 1 || seq > last
                ? null
                : kept.stream()
                        .filter(frame -> frame.seq() > seq)
                        .map(Numbered::text)
                        .toList();
    }
}
