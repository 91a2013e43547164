package io.parley;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LogFieldsTest {

    private static final LogFields CUSTOMERS =
            LogFields.of(new TenantId("demo")).customer(new CustomerId("k-1")).channel("webchat");

    @Test
    void areHeldWhileSomethingRunsAndNoLonger() {
        LogFields more = LogFields.NONE.conversation(new ConversationId("c-1")).channel("generic");
        CUSTOMERS.run(() -> {
            more.run(() -> assertThat(LogFields.current()).isEqualTo(CUSTOMERS.and(more)));
            assertThat(LogFields.current()).isEqualTo(CUSTOMERS);
        });
        assertThatThrownBy(() -> CUSTOMERS.run(() -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        assertThat(LogFields.current()).isEqualTo(LogFields.NONE);
    }

    @Test
    void areTakenToAnotherThreadOnlyByWhoeverTakesThemThere() {
        LogFields held = CUSTOMERS.call(LogFields::current);

        assertThat(CompletableFuture.supplyAsync(LogFields::current).join()).isEqualTo(LogFields.NONE);
        assertThat(CompletableFuture.supplyAsync(() -> held.call(LogFields::current))
                        .join())
                .isEqualTo(CUSTOMERS);
    }

    @Test
    void areInTheNameOfAnActorThatWorksForThem() {
        String path = "akka://parley/system/" + CUSTOMERS.actorName("customer-session-1");

        assertThat(LogFields.ofActor(path)).isEqualTo(CUSTOMERS);
        assertThat(LogFields.ofActor(path + "/child#123")).isEqualTo(CUSTOMERS);
        assertThat(LogFields.ofActor("akka://parley/system/epochs")).isEqualTo(LogFields.NONE);
        assertThat(LogFields.ofActor("akka://parley/system/one,name=Ada")).isEqualTo(LogFields.NONE);
    }
}
