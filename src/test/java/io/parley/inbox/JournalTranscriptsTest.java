package io.parley.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.conversation.Conversation;
import io.parley.inbox.Transcripts.Recorded;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTranscriptsTest {

    private static Recorded event(long sequence, int second) {
        return new Recorded(sequence, new Conversation.RoutingEnded(Instant.EPOCH.plusSeconds(second)));
    }

    @Test
    void showsOfTwoEventsWithOneNumberThatOfTheLaterWriter() {
        assertThat(JournalTranscripts.oneForEachNumber(List.of(event(1, 1), event(2, 2), event(2, 60), event(3, 61))))
                .containsExactly(event(1, 1), event(2, 60), event(3, 61));
    }
}
