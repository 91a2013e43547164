package io.parley.edge.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.desk.ClientFrame;
import io.parley.edge.kit.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an agent may not send; the rule is the one for customers, see {@code CredentialsTest} for theirs. */
class EmptyMessagesTest {

    private static ClientFrame read(String text) {
        return FrameCodec.open(
                        Json.write(Map.of(
                                "id", "1",
                                "type", "post-message",
                                "conversation", "c1",
                                "clientMessageId", "m1",
                                "visibility", "customer",
                                "text", text)),
                        8_000)
                .read();
    }

    @Test
    void refusesATextThatShowsNothing() {
        for (String text :
                List.of("", " \n", "\u00a0\u200b\u200d", "\u3164", "\u115f\uffa0", "\u2800", "\ufeff\u00ad\ufe0f")) {
            assertThatThrownBy(() -> read(text))
                    .isInstanceOfSatisfying(
                            Refused.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_REQUEST))
                    .hasMessageStartingWith("text ");
        }
        for (String text : List.of(".", "\u200bx", "👍\ufe0f", "👨‍👩‍👧", "字")) {
            assertThat(((ClientFrame.PostMessage) read(text)).text()).isEqualTo(text);
        }
    }
}
