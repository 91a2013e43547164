package io.parley.language.annotation;

import io.parley.language.Entity;
import io.parley.language.Sentiment;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is sent to an annotator's process and back. Both ends are of the same build. */
final class Wire {

    /** Signals that the models are loaded; cannot be confused with output that may precede it. */
    static final int READY = 0x5041524c;

    private static final int NO_SENTIMENT = -1;

    /** @param wanted the only aspects that are needed */
    record Question(String text, Set<Aspect> wanted) {}

    private Wire() {}

    static void write(DataOutputStream out, Question question) throws IOException {
        write(out, question.text());
        out.writeInt(Aspect.bits(question.wanted()));
        out.flush();
    }

    static Question question(DataInputStream in) throws IOException {
        return new Question(text(in), Aspect.of(in.readInt()));
    }

    /** @param answer null for a text that could not be read */
    static void write(DataOutputStream out, @Nullable Annotation answer) throws IOException {
        out.writeBoolean(answer != null);
        if (answer != null) {
            out.writeInt(answer.names().size());
            for (Entity name : answer.names()) {
                write(out, name.type());
                write(out, name.value());
                out.writeInt(name.start());
                out.writeInt(name.end());
            }
            Sentiment sentiment = answer.sentiment();
            out.writeInt(sentiment == null ? NO_SENTIMENT : sentiment.ordinal());
        }
        out.flush();
    }

    static @Nullable Annotation answer(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        List<Entity> names = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            names.add(new Entity(text(in), text(in), in.readInt(), in.readInt()));
        }
        int sentiment = in.readInt();
        return new Annotation(names, sentiment == NO_SENTIMENT ? null : Sentiment.values()[sentiment]);
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
