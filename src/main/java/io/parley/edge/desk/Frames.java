package io.parley.edge.desk;

import io.parley.edge.kit.Json;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbered frames of a desk, the newest of which are kept for consoles that resume. Numbers begin with the time the desk began, so that
 * those of an earlier desk are never taken for its own.
 */
final class Frames {

    private static final long PER_MILLISECOND = 1_000;

    private record Numbered(long seq, String json) {}

    private final int most;
    private final int mostCharacters;
    private final Deque<Numbered> kept = new ArrayDeque<>();
    private int characters;
    private long last;

    Frames(Instant begun, int most, int mostCharacters) {
        this.most = most;
        this.mostCharacters = mostCharacters;
        this.last = begun.toEpochMilli() * PER_MILLISECOND;
    }

    /** Makes the next frame, and keeps it. */
    String next(String type, Instant at, Map<String, ?> payload) {
        last++;
        String json = json(last, type, at, payload);
        kept.addLast(new Numbered(last, json));
        characters += json.length();
        while (kept.size() > most || (characters > mostCharacters && kept.size() > 1)) {
            characters -= kept.removeFirst().json().length();
        }
        return json;
    }

    /** Makes a frame for newcomers only: it carries the last number, and takes none of its own. */
    String reset(Instant at, Map<String, ?> state) {
        return json(last, "reset", at, Map.of("state", state));
    }

    /** Returns the frames after this number, in order; null when they are not known here, or no longer. */
    @Nullable List<String> after(long seq) {
        long first = kept.isEmpty() ? last + 1 : kept.getFirst().seq();
        return seq < first - 1 || seq > last
                ? null
                : kept.stream()
                        .filter(frame -> frame.seq() > seq)
                        .map(Numbered::json)
                        .toList();
    }

    private static String json(long seq, String type, Instant at, Map<String, ?> payload) {
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("seq", seq);
        frame.put("type", type);
        frame.put("at", at);
        frame.putAll(payload);
        return Json.write(frame);
    }
}
