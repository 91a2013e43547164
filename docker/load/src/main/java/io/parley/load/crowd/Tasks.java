package io.parley.load.crowd;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;

/**
 * The texts of a signed-in customer with business at the demo shop. Seven of ten tasks are questions like those of other customers; in the
 * others they look up an order, fill in a return and abandon it, actually change a delivery address, and now and then ask for a person.
 */
public final class Tasks implements Texts {

    private static final List<String> CITIES = List.of("上海市徐汇区漕溪北路", "北京市海淀区中关村大街", "杭州市西湖区文三路", "深圳市南山区科技南路");

    /** Requests for a person, by language. */
    private static final String PERSON_ZH = "转人工";

    private static final String PERSON_EN = "I want to talk to a person";

    private final Texts questions;
    private final Random random;
    private final ArrayDeque<String> next = new ArrayDeque<>();

    /**
     * @param questions what is said between tasks; shared, because no text is said twice
     */
    public Tasks(Texts questions, long seed) {
        this.questions = questions;
        this.random = new Random(seed);
    }

    @Override
    public String next() {
        if (next.isEmpty()) {
            begin(random.nextInt(100), random.nextBoolean());
        }
        return next.remove();
    }

    @Override
    public boolean asksForPerson(String text) {
        return text.equals(PERSON_ZH) || text.equals(PERSON_EN);
    }

    /** @param kind from 0, below 100 */
    private void begin(int kind, boolean chinese) {
        if (kind < 70) {
            next.add(questions.next());
        } else if (kind < 83) {
            next.add(chinese ? "20418 到哪了" : "Where is my order 20418?");
        } else if (kind < 90) {
            next.addAll(
                    chinese
                            ? List.of("我要退货", "10001", "质量问题", "先不退了")
                            : List.of("I want to return something", "10001", "It is faulty", "keep it"));
        } else if (kind < 98) {
            String address = CITIES.get(random.nextInt(CITIES.size())) + (1 + random.nextInt(999)) + "号";
            next.addAll(
                    chinese
                            ? List.of("修改订单 30552", "地址", address, "是的")
                            : List.of("Change order 30552", "the address", address, "yes"));
        } else {
            next.add(chinese ? PERSON_ZH : PERSON_EN);
        }
    }
}
