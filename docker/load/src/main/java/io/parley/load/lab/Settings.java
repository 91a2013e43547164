package io.parley.load.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The durability and consistency of a run, read from the files that set them. */
public final class Settings {

    private static final Pattern CONSISTENCY =
            Pattern.compile("akka-persistence-cassandra-profile\\.basic\\.request\\.consistency\\s*=\\s*(\\w+)");
    private static final Pattern SYNC = Pattern.compile("(?m)^(commitlog_sync\\w*: .*)$");

    private Settings() {}

    /** Of journal writes, for nodes configured from this tree. */
    public static String consistency() {
        return found(CONSISTENCY, Tree.home().resolve("cluster-config/common.conf")) + ", one Cassandra node";
    }

    /** When Cassandra acknowledges, for data of {@code ./parley up}. */
    public static String commitLogSync(Path data) {
        Path yaml = data.resolve("cassandra/conf/cassandra.yaml");
        try {
            Matcher matcher = SYNC.matcher(Files.readString(yaml));
            StringBuilder all = new StringBuilder();
            while (matcher.find()) {
                all.append(all.isEmpty() ? "" : ", ").append(matcher.group(1));
            }
            return all.toString();
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    private static String found(Pattern pattern, Path file) {
        try {
            Matcher matcher = pattern.matcher(Files.readString(file));
            return matcher.find() ? matcher.group(1) : "unknown";
        } catch (IOException unreadable) {
            return "unknown";
        }
    }
}
