package io.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WipedBuffersTest {

    private static final JsonMapper JSON =
            JsonMapper.builder(WipedBuffers.factory().build()).build();
    private static final String WORDS = "words of a customer, 客户的话, " + "\\u4f60\\n".repeat(50);
    private static final String TEXT = "{\"text\":\"" + WORDS + "\"}";

    @Test
    void nothingThatWasReadOrWrittenStays() throws Exception {
        JsonNode read = JSON.readTree(TEXT.getBytes(StandardCharsets.UTF_8));
        assertThat(JSON.readTree(TEXT)).isEqualTo(read);
        JSON.writeValueAsBytes(read);
        JSON.writeValueAsString(read);

        assertWiped();
    }

    @Test
    void nothingOfWhatCouldNotBeReadStays() {
        String broken = TEXT.substring(0, TEXT.length() - 1);
        assertThatThrownBy(() -> JSON.readTree(broken.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> JSON.readTree(broken)).isInstanceOf(JsonProcessingException.class);

        assertWiped();
    }

    @Test
    void buffersAreUsedAgain() throws Exception {
        JSON.readTree(TEXT.getBytes(StandardCharsets.UTF_8));
        BufferRecycler buffers = WipedBuffers.POOL.acquirePooled();
        byte[] first = buffers.allocByteBuffer(BufferRecycler.BYTE_READ_IO_BUFFER);
        buffers.releaseByteBuffer(BufferRecycler.BYTE_READ_IO_BUFFER, first);

        assertThat(WipedBuffers.POOL.acquirePooled()).isSameAs(buffers);
        assertThat(buffers.allocByteBuffer(BufferRecycler.BYTE_READ_IO_BUFFER)).isSameAs(first);
    }

    private static void assertWiped() {
        BufferRecycler buffers = WipedBuffers.POOL.acquirePooled();
        for (int use = 0; use < 4; use++) {
            assertThat(buffers.allocByteBuffer(use)).containsOnly(0);
            assertThat(buffers.allocCharBuffer(use)).containsOnly('\0');
        }
    }
}
