package io.parley.load;

import io.parley.load.crowd.Crowd;
import io.parley.load.lab.Usage;
import java.util.LinkedHashMap;
import java.util.Map;

/** CPU of the server's processes and of the generator between two moments. */
final class Cpu implements Crowd.Window {

    private final Map<String, Long> pids;
    private final Map<String, Double> used = new LinkedHashMap<>();

    /** @param pids of the server's processes, by name */
    Cpu(Map<String, Long> pids) {
        this.pids = new LinkedHashMap<>(pids);
        this.pids.put("generator", ProcessHandle.current().pid());
    }

    @Override
    public void opens() {
        pids.forEach((name, pid) -> used.put(name, -Usage.cpuSeconds(pid)));
    }

    @Override
    public void closes() {
        pids.forEach((name, pid) -> used.merge(name, Usage.cpuSeconds(pid), Double::sum));
    }

    /** Seconds by process. */
    Map<String, Double> used() {
        return used;
    }

    /** NaN for an unknown process. */
    double millisEach(String name, double count) {
        return used.getOrDefault(name, Double.NaN) * 1_000 / count;
    }
}
