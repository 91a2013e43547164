package io.parley.load.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The live objects in a JVM's heap, as {@code jcmd} reports them after a full collection. */
public record Heap(long liveBytes, List<Entry> classes) {

    /** The instances of a class and their own bytes, without what they refer to. */
    public record Entry(String name, long instances, long bytes) {}

    public Heap {
        classes = List.copyOf(classes);
    }

    /** @throws IllegalStateException when the JVM cannot be queried */
    public static Heap of(long pid) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        // Two collections: the first releases cleaners and weak references, and the second then sees the effect.
        Tree.said(jcmd, Long.toString(pid), "GC.run");
        return parse(Tree.said(jcmd, Long.toString(pid), "GC.class_histogram"));
    }

    /** Lines as {@code 1: 3 72 java.lang.String (java.base@17)} and a last one {@code Total 3 72}. */
    static Heap parse(String histogram) {
        List<Entry> classes = new ArrayList<>();
        long total = -1;
        for (String line : histogram.lines().toList()) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length >= 4 && fields[0].endsWith(":") && Character.isDigit(fields[0].charAt(0))) {
                classes.add(new Entry(fields[3], Long.parseLong(fields[1]), Long.parseLong(fields[2])));
            } else if (fields.length == 3 && fields[0].equals("Total")) {
                total = Long.parseLong(fields[2]);
            }
        }
        if (total < 0) {
            throw new IllegalStateException(
                    "jcmd reported no heap: " + histogram.lines().findFirst().orElse("nothing"));
        }
        return new Heap(total, classes);
    }

    /** Live instances of a class. */
    public long instances(String name) {
        return classes.stream()
                .filter(entry -> entry.name().equals(name))
                .mapToLong(Entry::instances)
                .sum();
    }

    /** The classes that grew most since an earlier measurement, in bytes of each. */
    public List<Entry> grownSince(Heap before, int most) {
        return classes.stream()
                .map(now -> new Entry(
                        now.name(),
                        now.instances() - before.instances(now.name()),
                        now.bytes() - before.bytes(now.name())))
                .filter(entry -> entry.bytes() > 0)
                .sorted(Comparator.comparingLong(Entry::bytes).reversed())
                .limit(most)
                .toList();
    }

    private long bytes(String name) {
        return classes.stream()
                .filter(entry -> entry.name().equals(name))
                .mapToLong(Entry::bytes)
                .sum();
    }
}
