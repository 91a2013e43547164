package io.parley.persistence.embedded;

import java.io.IOException;

/** Suspends and resumes other processes, as an operating system does under pressure; for tests of pauses. */
public final class Pause {

    private Pause() {}

    /** Freezes a process (SIGSTOP): it keeps its connections but answers nothing. */
    public static void suspend(long pid) {
        signal("STOP", pid);
    }

    /** Undoes {@link #suspend(long)} (SIGCONT); harmless if there is nothing to undo. */
    public static void resume(long pid) {
        signal("CONT", pid);
    }

    private static void signal(String name, long pid) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException missing) {
            throw new EmbeddedException("The command kill could not be run: " + missing, missing);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
