package io.parley.load.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HeapTest {

    private static final String BEFORE =
            """
            4711:
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:          1000          24000  java.lang.String (java.base@17.0.15)
               2:            10            640  io.parley.conversation.ConversationEntity
            Total          1010          24640
            """;

    @Test
    void readsInstancesAndTheTotal() {
        Heap heap = Heap.parse(BEFORE);

        assertThat(heap.liveBytes()).isEqualTo(24_640);
        assertThat(heap.instances("io.parley.conversation.ConversationEntity")).isEqualTo(10);
        assertThat(heap.instances("none")).isZero();
    }

    @Test
    void tellsWhatGrewMostFirst() {
        Heap after = Heap.parse(
                BEFORE.replace("10            640", "20           1280").replace("24000", "24024"));

        assertThat(after.grownSince(Heap.parse(BEFORE), 5))
                .containsExactly(
                        new Heap.Entry("io.parley.conversation.ConversationEntity", 10, 640),
                        new Heap.Entry("java.lang.String", 0, 24));
    }

    @Test
    void saysSoWhenTheProcessCannotBeAsked() {
        assertThatThrownBy(() -> Heap.parse("")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void readsTheHeapOfAJvmThatRuns() {
        assertThat(Heap.of(ProcessHandle.current().pid()).instances("java.lang.String"))
                .isPositive();
    }
}
