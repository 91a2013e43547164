package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import io.parley.privacy.CustomerKeys;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageDigestsTest {

    private static final CustomerKeys KEYS = CustomerKeys.off(new TenantId("demo"), new CustomerId("c-1"));

    private static long digest(Content... contents) {
        return MessageDigests.of(KEYS, List.of(contents));
    }

    @Test
    void twoTextsAreNotOneTextThatLooksLikeThem() {
        assertThat(digest(new Content.Text("a"), new Content.Text("b")))
                .isNotEqualTo(digest(new Content.Text("a], Text[text=b")));
        assertThat(digest(new Content.Text("a"), new Content.Text(""))).isNotEqualTo(digest(new Content.Text("a")));
    }

    @Test
    void equalContentsHaveEqualDigests() {
        assertThat(digest(new Content.Text("发货了吗？"))).isEqualTo(digest(new Content.Text("发货了吗？")));
        assertThat(digest(new Content.Media("/u/1", "image/png", "a.png", 7)))
                .isNotEqualTo(digest(new Content.Media("/u/1", "image/png", "a.png", 8)));
    }

    @Test
    void aFieldWithoutAValueIsAsIfThereWereNone() {
        byte[] withoutPrompt =
                MessageDigests.canonical(List.of(new Content.Choice(null, List.of(new Content.Option("Yes", "yes")))));
        // These digests are stored with messages, so they must never change.
        assertThat(HexFormat.of().formatHex(withoutPrompt))
                .isEqualTo(
                        "5b00000001" // one content
                                + "7b00000002" // of two fields
                                + "000000076f7074696f6e73" // options
                                + "5b00000001" // of which there is one
                                + "7b00000002" // with two fields
                                + "000000056c6162656c" + "2200000003596573" // label: Yes
                                + "0000000576616c7565" + "2200000003796573" // value: yes
                                + "0000000474797065" + "220000000663686f696365"); // type: choice
    }
}
