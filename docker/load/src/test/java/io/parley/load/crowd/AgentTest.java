package io.parley.load.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.load.FakeDirectLine;
import io.parley.load.FakeDirectLine.Fault;
import io.parley.load.client.Desk;
import io.parley.load.client.Wire;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AgentTest {

    @Test
    void acceptsAnOfferAndResolvesTheConversation() throws Exception {
        serves(EnumSet.noneOf(Fault.class));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"MISSES_OFFERS", "DESK_IS_BUSY", "CLOSES_DESKS"})
    void keepsServingWhateverHappensToTheDesk(Fault fault) throws Exception {
        serves(EnumSet.of(fault));
    }

    private static void serves(Set<Fault> faults) throws Exception {
        try (FakeDirectLine server = new FakeDirectLine(faults);
                Wire wire = new Wire()) {
            Agent.begin(wire, server.http(), new Desk.SignIn("agent@parley.example", "secret"))
                    .get(30, TimeUnit.SECONDS);
            server.offer("t1");

            assertThat(server.resolved().get(30, TimeUnit.SECONDS)).isEqualTo("t1");
        }
    }
}
