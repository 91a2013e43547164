package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.conversation.ConversationEntity;
import io.parley.routing.RouterEntity;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SlicesTest {

    /** Must never change: with another hash the events of one conversation would lie in two slices. */
    @Test
    void aKeyStaysInItsSlice() {
        assertThat(ConversationEntity.SLICES.tag("demo|019a0000-0000-7000-8000-000000000001"))
                .isEqualTo("conversation-36");
        assertThat(ConversationEntity.SLICES.tag("acme|019a0000-0000-7000-8000-000000000001"))
                .isEqualTo("conversation-0");
        assertThat(RouterEntity.SLICES.tag("demo|all")).isEqualTo("router-9");
    }

    @Test
    void conversationsAreSpreadEvenly() {
        Map<String, Long> bySlice = LongStream.range(0, 64_000)
                .mapToObj(n -> ConversationEntity.SLICES.tag("demo|" + new UUID(0x019a000000007000L + (n << 16), ~n)))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(bySlice.keySet()).containsExactlyInAnyOrderElementsOf(ConversationEntity.SLICES.tags());
        assertThat(bySlice.values()).allMatch(count -> count > 800 && count < 1_200);
    }
}
