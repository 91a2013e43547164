package io.parley.persistence.embedded.fork;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Runs another main class and ends this JVM when its parent is gone.
 *
 * <p>The parent holds the other end of standard input and never writes to it. However the parent ends, even by {@code kill -9}, the
 * operating system closes that end, so the end of file is a notification that cannot be lost. The JVM then exits through its shutdown
 * hooks, so that Cassandra and Kafka leave their data consistent.
 *
 * <p>Arguments: the main class to run, then that class's own arguments.
 */
public final class ForkedMain {

    /** Shutdown hooks that hang must not keep an orphan alive. */
    private static final long EXIT_LIMIT_MILLIS = 30_000;

    private ForkedMain() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        // A Ctrl-C or a closed terminal reaches the whole process group at the same time. Only the parent may act on
        // it: it stops its children in the right order, the databases last.
        Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        Signal.handle(new Signal("HUP"), SignalHandler.SIG_IGN);
        daemon("parent-watch", ForkedMain::exitWhenParentEnds);

        try {
            Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            cause.printStackTrace();
            System.exit(1);
        }
    }

    private static void exitWhenParentEnds() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever sent; only the end of file matters.
            }
        } catch (IOException closed) {
            // Equivalent to the end of file.
        }
        daemon("exit-limit", ForkedMain::haltAfterLimit);
        System.exit(0);
    }

    private static void haltAfterLimit() {
        try {
            Thread.sleep(EXIT_LIMIT_MILLIS);
        } catch (InterruptedException early) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }
}
