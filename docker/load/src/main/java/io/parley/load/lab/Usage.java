package io.parley.load.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The CPU time and memory of a process, as Linux reports them; unknown on other systems. */
public final class Usage {

    /** Linux counts in hundredths of a second wherever it runs, whatever its kernel's own tick is. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    private Usage() {}

    /** Seconds of CPU since the process began, user and system; NaN when unknown. */
    public static double cpuSeconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The process name that comes first may contain anything, even spaces and brackets.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
        } catch (IOException gone) {
            return Double.NaN;
        }
    }

    /** Megabytes in memory; NaN when unknown. */
    public static double residentMegabytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException gone) {
            return Double.NaN;
        }
    }

    /** The flags a JVM was started with that begin with {@code -X} or set Parley's conversation properties; empty when unknown. */
    public static List<String> jvmFlags(long pid) {
        try {
            return List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline"))
                            .split("\0", -1))
                    .stream()
                    .filter(argument -> argument.startsWith("-X") || argument.startsWith("-Dparley.conversation"))
                    .toList();
        } catch (IOException gone) {
            return List.of();
        }
    }
}
