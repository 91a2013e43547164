package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SlicesTest {

    /** For ever: with another hash the events of one conversation would lie in two slices. */
    @Test
    void aKeyStaysInItsSlice() {
        assertThat(Slices.CONVERSATION.tag("demo|019a0000-0000-7000-8000-000000000001"))
                .isEqualTo("conversation-36");
        assertThat(Slices.CONVERSATION.tag("acme|019a0000-0000-7000-8000-000000000001"))
                .isEqualTo("conversation-0");
        assertThat(Slices.ROUTER.tag("demo|all")).isEqualTo("router-9");
    }

    @Test
    void conversationsAreSpreadEvenly() {
        Map<String, Long> bySlice = LongStream.range(0, 64_000)
                .mapToObj(n -> Slices.CONVERSATION.tag("demo|" + new UUID(0x019a000000007000L + (n << 16), ~n)))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(bySlice.keySet()).containsExactlyInAnyOrderElementsOf(Slices.CONVERSATION.tags());
        assertThat(bySlice.values()).allMatch(count -> count > 800 && count < 1_200);
    }
}
