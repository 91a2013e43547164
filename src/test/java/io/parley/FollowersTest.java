package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class FollowersTest {

    private static final ActorTestKit KIT = ActorTestKit.create();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** Applies each function it receives to its followers. */
    private static Behavior<Consumer<Followers<String>>> entity() {
        return Behaviors.setup(context -> {
            Followers<String> followers = new Followers<>(context);
            return Behaviors.receiveMessage(work -> {
                work.accept(followers);
                return Behaviors.same();
            });
        });
    }

    @Test
    void keepsRoomForADeskHoweverManyStrangersFollow() {
        ActorRef<Consumer<Followers<String>>> entity = KIT.spawn(entity());
        TestProbe<String> desk = KIT.createTestProbe();
        TestProbe<String> last = KIT.createTestProbe();
        entity.tell(followers -> {
            for (int i = 0; i < Followers.MAX_COUNT; i++) {
                followers.add(KIT.<String>createTestProbe().ref());
            }
            followers.add(last.ref());
            followers.add(desk.ref(), true);
            followers.tell("news");
        });

        assertThat(desk.receiveMessage()).isEqualTo("news");
        last.expectNoMessage();
    }
}
