package io.parley.load.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TasksTest {

    @Test
    void whatIsBegunIsSaidToItsEndAndQuestionsComeInBetween() {
        AtomicInteger questions = new AtomicInteger();
        Tasks tasks = new Tasks(() -> "question " + questions.incrementAndGet(), 7);
        List<String> said =
                IntStream.range(0, 2_000).mapToObj(i -> tasks.next()).toList();

        for (int i = 0; i < said.size() - 4; i++) {
            if (said.get(i).equals("修改订单 30552")) {
                assertThat(said.get(i + 1)).isEqualTo("地址");
                assertThat(said.get(i + 3)).isEqualTo("是的");
            }
            if (said.get(i).equals("I want to return something")) {
                assertThat(said.subList(i + 1, i + 4)).containsExactly("10001", "It is faulty", "keep it");
            }
        }
        assertThat(said).contains("转人工", "I want to talk to a person", "20418 到哪了", "Where is my order 20418?");
        assertThat(said.stream().filter(tasks::asksForPerson).distinct())
                .containsExactlyInAnyOrder("转人工", "I want to talk to a person");
        assertThat(questions.get()).isBetween(700, 1_100);
    }
}
