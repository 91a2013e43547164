package io.parley.language.annotation;

import io.parley.language.Language;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One annotator in its own process: its argument is the code of a language; requests arrive on standard input and are answered in order on
 * standard output. It ends with the process that started it.
 */
public final class AnnotatorMain {

    /** Read at start: a fresh process takes seconds for its first texts, and no customer should have to wait for that. */
    private static final Map<Language, String> FIRST_TEXTS = Map.of(
            Language.ZH,
            "王小明在北京的联想公司工作。",
            Language.EN,
            "John Miller works for Lenovo in Boston. He is not happy about the long wait.");

    private AnnotatorMain() {}

    public static void main(String[] arguments) throws IOException {
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
        // Libraries tend to print.
        System.setOut(System.err);
        endWithParent();
        volunteerForOomKill();
        Language language = Language.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        Annotator annotator = load(language);
        if (annotator == null) {
            System.err.println("No annotator for " + language.code() + ", or no models for it, on the class path "
                    + System.getProperty("java.class.path"));
            System.exit(1);
            return;
        }
        for (int i = 0; i < 3; i++) {
            annotator.annotate(FIRST_TEXTS.getOrDefault(language, ""), annotator.aspects());
        }
        out.writeInt(Wire.READY);
        out.writeInt(Aspect.bits(annotator.aspects()));
        out.flush();
        answer(annotator, new DataInputStream(new BufferedInputStream(System.in, 1 << 16)), out);
    }

    private static @Nullable Annotator load(Language language) {
        for (Annotator.Provider provider : ServiceLoader.load(Annotator.Provider.class)) {
            Optional<Annotator> annotator = provider.load(language);
            if (annotator.isPresent()) {
                return annotator.get();
            }
        }
        return null;
    }

    private static void answer(Annotator annotator, DataInputStream in, DataOutputStream out) throws IOException {
        try {
            while (true) {
                Wire.Question question = Wire.question(in);
                Wire.write(out, answer(annotator, question.text(), question.wanted()));
            }
        } catch (EOFException over) {
            System.exit(0);
        }
    }

    private static @Nullable Annotation answer(Annotator annotator, String text, Set<Aspect> wanted) {
        try {
            return annotator.annotate(text, wanted);
        } catch (RuntimeException | StackOverflowError failed) {
            // The next text may still be readable. The failure may contain the text itself, so it is not reported.
            return null;
        }
    }

    /** When memory runs out, the kernel should kill this process rather than the node. */
    private static void volunteerForOomKill() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
        } catch (IOException notLinux) {
            // Other systems have no such setting.
        }
    }

    /** Ends the process even while it is stuck on a text. */
    private static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit()
                .thenRun(() -> Runtime.getRuntime().halt(1)));
    }
}
