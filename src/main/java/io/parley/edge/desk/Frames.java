package io.parley.edge.desk;

import io.parley.edge.Json;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a desk under their numbers, the newest kept for consoles that resume. Numbers begin with the time the desk began, so
 * that those of a desk before it are never taken for its own.
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

    /** The next frame, kept. */
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

    /** A frame for one console only: it says where the console stands, and takes no number of its own. */
    String reset(Instant at, Map<String, ?> state) {
        return json(last, "reset", at, Map.of("state", state));
    }

    /** What came after this number, in order; null when that is not known here, or not any more. */
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
