package io.parley.events;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The records in progress of each partition that this node reads. They leave in order: while the first one is not done, those behind it
 * stay, and once the window is full, no further record of the partition is tried.
 */
final class InboundWindows {

    /** The sender of a record that cannot be read. */
    static final String UNKNOWN = "";

    private final int size;
    private final Set<Window> open = ConcurrentHashMap.newKeySet();

    /** @param size the most records of a partition that are in progress at the same time */
    InboundWindows(int size) {
        this.size = size;
    }

    /** Opens the window of a partition that this node begins to read; closed when it no longer does. */
    Window open() {
        Window window = new Window();
        open.add(window);
        return window;
    }

    /** Whether a partition is at a standstill because of this sender: its window is full, and the first record is theirs. */
    boolean areHeldUpBy(String sender) {
        return open.stream().anyMatch(window -> window.isHeldUpBy(sender));
    }

    /** One partition's records in progress. */
    final class Window {

        private final Queue<String> senders = new ConcurrentLinkedQueue<>();
        private final AtomicLong count = new AtomicLong();

        /**
         * Called for each record, in their order.
         *
         * @return its place since the window was opened, from 1
         */
        long entered(String sender) {
            senders.add(sender);
            return count.incrementAndGet();
        }

        /** The first record has left. */
        void left() {
            senders.poll();
        }

        void close() {
            open.remove(this);
        }

        private boolean isHeldUpBy(String sender) {
            return sender.equals(senders.peek()) && senders.size() >= size;
        }
    }
}
