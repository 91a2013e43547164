package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.typesafe.config.ConfigFactory;
import io.parley.conversation.ConversationState;
import io.parley.customer.CustomerState;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A snapshot that an earlier version took has not the fields that came later; it must be read all the same. */
class SnapshotsOfOlderVersionsTest {

    private static ActorTestKit testKit;

    @BeforeAll
    static void start() {
        testKit = ActorTestKit.create(EventSourcedBehaviorTestKit.config()
                .withFallback(ConfigFactory.parseString("akka.actor.provider = local"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    }

    @AfterAll
    static void stop() {
        testKit.shutdownTestKit();
    }

    @Test
    void readsAConversationFromBeforeRepliesWereBrought() throws IOException {
        assertThat(without(ConversationState.EMPTY, List.of("outbox", "lastFrom", "resolvedAt")))
                .isEqualTo(ConversationState.EMPTY);
    }

    @Test
    void readsACustomerFromBeforeAddressesWereVerified() throws IOException {
        assertThat(without(CustomerState.EMPTY, List.of("verified", "account", "carriedOver")))
                .isEqualTo(CustomerState.EMPTY);
    }

    private static Object without(Object state, List<String> fields) throws IOException {
        SerializerWithStringManifest serializer = (SerializerWithStringManifest)
                SerializationExtension.get(testKit.system()).serializerFor(state.getClass());
        CBORMapper cbor = new CBORMapper();
        ObjectNode stored = (ObjectNode) cbor.readTree(serializer.toBinary(state));
        stored.remove(fields);
        return serializer.fromBinary(cbor.writeValueAsBytes(stored), "");
    }
}
