package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.parley.conversation.Conversation.Received;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.Turn;
import io.parley.routing.Routing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Erasure of a customer while their conversation continues. */
class ConversationErasureTest extends ConversationEntityFixture {

    /** Its arguments are lost, so it can be neither queried nor begun again. */
    @Test
    void handsOverWhatWasBegunForACustomerWhoIsErasedMeanwhile() {
        say("m1", "yes");
        begin(CANCEL);
        await(() -> actions.run.size() == 1);
        erase();
        inTime(() -> !router.isEmpty());

        assertThat(actions.run).hasSize(1);
        assertThat(actions.resumed).isEmpty();
        assertThat(keyring.open(TENANT, ((Routing.Enqueue) router.get(0)).item())
                        .toCompletableFuture()
                        .join()
                        .summary()
                        .orElse(""))
                .contains("not known to have ended", "cancel-order")
                .doesNotContain("10001");
    }

    @Test
    void answersWhatAnErasedCustomerSaysNextAndByWhoTheyAreThen() {
        say("m1", "before");
        erase();
        Asker proven = Asker.vouched(ADDRESS, "4711");
        conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive(proven, "m2", "after", ref));
        inTime(() ->
                List.copyOf(bot.turns).stream().anyMatch(turn -> turn.text().equals("after")));

        Turn last = List.copyOf(bot.turns).get(bot.turns.size() - 1);
        assertThat(last.text()).isEqualTo("after");
        assertThat(last.asker()).isEqualTo(proven);
    }

    /** It can no longer be determined whether the body is the same. */
    @Test
    void answersARepetitionOfWhatWasErasedSince() {
        say("m1", "before");
        erase();
        var again = conversation.runCommand((ActorRef<StatusReply<Received>> ref) -> receive("m1", "before", ref));

        assertThat(again.reply().getValue())
                .isEqualTo(new Conversation.Repeated(new Conversation.Stored(ID, 1, 2, NOW)));
    }

    @Test
    void goesOnByItselfWhenItsCustomerIsErased() {
        say("m1", "before");
        await(() -> bot.turns.size() == 1);
        erase();
        inTime(() -> bot.turns.size() == 2);
        answer("sorry?");
        bot.answers.clear();
    }

    /** The entity stops by itself; its shard restarts it. */
    private void erase() {
        assertThat(keyring.destroy(TENANT, CUSTOMER).toCompletableFuture().join())
                .isTrue();
        conversation.restart();
    }
}
