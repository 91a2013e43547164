package io.parley.load.crowd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Texts of which none is used twice: typical ones of the demo shop's customers, each with its own opening and ending. Of ten, two are small
 * talk, six are questions and wishes, and two ask for an order; in Chinese, English and both, from the shop's test phrases and test
 * questions, on which its language engine was not trained. Texts that call for a human, complain, or are not the shop's business are left
 * out. Not thread-safe.
 */
public final class NewTexts implements Texts {

    private static final Set<String> SMALL_TALK = Set.of("greeting", "thanks_goodbye");
    private static final Set<String> ORDERS = Set.of("order_status", "refund_status");
    private static final Set<String> LEFT_OUT =
            Set.of("human_agent", "complaint", "delivery_urge", "out_of_scope", "oos", "none");

    private static final List<String> CHINESE_OPENINGS = List.of(
            "", "你好，", "您好，", "请问", "请问一下，", "想问下，", "麻烦问一下，", "那个，", "亲，", "在吗，", "咨询一下，", "再问一下，", "对了，", "还有，",
            "客服你好，", "打扰一下，", "哈喽，", "嗯，", "帮我看下，", "老板，");
    private static final List<String> CHINESE_ENDINGS = List.of(
            "", "，谢谢", "，多谢", "，谢谢啦", "，麻烦了", "，麻烦你了", "，谢谢您", "，在线等", "，急用", "哈", "，辛苦了", "，感谢", "，拜托", "，想了解一下",
            "，谢谢哦", "，先谢了", "，我第一次买", "，昨天也问过", "，帮忙看看", "，告诉我一下");
    private static final List<String> ENGLISH_OPENINGS = List.of(
            "",
            "Hi, ",
            "Hello, ",
            "Hey, ",
            "Hi there, ",
            "Excuse me, ",
            "Quick question: ",
            "Sorry to bother you, ",
            "Just wondering, ",
            "One more thing: ",
            "Also, ",
            "Good morning, ",
            "Good afternoon, ",
            "Hello again, ",
            "Um, ",
            "By the way, ",
            "Please, ",
            "I have a question: ",
            "Me again, ",
            "So, ");
    private static final List<String> ENGLISH_ENDINGS = List.of(
            "",
            ", thanks",
            ", thank you",
            ", please",
            ", many thanks",
            ", thx",
            ", cheers",
            ", thanks a lot",
            ", if you don't mind",
            ", I am new here",
            ", it's my first order",
            ", asking for a friend",
            ", thanks in advance",
            ", just to be sure",
            ", thank you so much",
            ", when you have a moment",
            ", I could not find it",
            ", appreciate it",
            ", that would help",
            ", let me know");
    /** Between opening and saying, once everything has been said without one. */
    private static final List<String> CHINESE_MIDDLES =
            List.of("", "是这样的，", "有个事，", "话说，", "我这边", "刚才忘了说，", "其实", "今天", "刚下班，", "顺便，", "就是", "着急，");

    private static final List<String> ENGLISH_MIDDLES = List.of(
            "",
            "well, ",
            "actually, ",
            "ok, ",
            "real quick, ",
            "today, ",
            "honestly, ",
            "listen, ",
            "one thing, ",
            "again, ",
            "as I said, ",
            "right, ");

    private static final List<String> NUMBERS =
            List.of("10001", "10532", "11873", "20418", "20433", "30552", "41877", "55120");

    /** Openings, sayings and endings in every combination, each once, in an order that looks random; then again with another middle. */
    private static final class Pool {
        private final List<String> openings;
        private final List<String> middles;
        private final List<String> sayings;
        private final List<String> endings;
        private final long size;
        private final long step;
        private long at;
        private long taken;

        Pool(boolean chinese, List<String> sayings, Random random) {
            this.openings = chinese ? CHINESE_OPENINGS : ENGLISH_OPENINGS;
            this.middles = chinese ? CHINESE_MIDDLES : ENGLISH_MIDDLES;
            this.endings = chinese ? CHINESE_ENDINGS : ENGLISH_ENDINGS;
            this.sayings = sayings;
            this.size = (long) openings.size() * sayings.size() * endings.size();
            this.at = (long) (random.nextDouble() * size);
            long wanted = (long) (size * 0.618);
            while (common(wanted, size) != 1) {
                wanted++;
            }
            this.step = wanted;
        }

        private static long common(long one, long other) {
            return other == 0 ? one : common(other, one % other);
        }

        String next() {
            int round = (int) (taken++ / size);
            if (round >= middles.size()) {
                throw new IllegalStateException("everything has been said: " + (taken - 1) + " texts");
            }
            at = (at + step) % size;
            long rest = at / sayings.size();
            return openings.get((int) (rest % openings.size()))
                    + middles.get(round)
                    + sayings.get((int) (at % sayings.size()))
                    + endings.get((int) (rest / openings.size()));
        }
    }

    private final Random random;
    /** Small talk, questions and wishes, orders: in Chinese or both languages, then in English. */
    private final List<List<Pool>> kinds;

    /**
     * @param demo the directory of the demo shop's phrases
     * @param seed equal seeds give the same texts in the same order
     */
    public NewTexts(Path demo, long seed) {
        random = new Random(seed);
        List<List<String>> sayings = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (String directory : List.of("phrases-test", "questions-test")) {
            for (String line : lines(demo.resolve(directory))) {
                int tab = line.indexOf('\t');
                String label = line.substring(0, tab);
                String said = line.substring(tab + 1).strip().replaceAll("[。.!！]+$", "");
                if (SMALL_TALK.contains(label)) {
                    sayings.get(0).add(said);
                } else if (ORDERS.contains(label)) {
                    NUMBERS.forEach(
                            number -> sayings.get(2).add(said + (isChinese(said) ? "，订单" : " - order ") + number));
                } else if (!LEFT_OUT.contains(label)) {
                    sayings.get(1).add(said);
                }
            }
        }
        kinds = sayings.stream()
                .map(all -> Stream.of(true, false)
                        .map(chinese -> new Pool(
                                chinese,
                                all.stream()
                                        .filter(said -> isChinese(said) == chinese)
                                        .distinct()
                                        .toList(),
                                random))
                        .toList())
                .toList();
    }

    private static List<String> lines(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> lines = new ArrayList<>();
            for (Path file : files.filter(file -> file.toString().endsWith(".tsv"))
                    .sorted()
                    .toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.indexOf('\t') > 0)
                        .forEach(lines::add);
            }
            return lines;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean isChinese(String text) {
        return text.codePoints().anyMatch(Character::isIdeographic);
    }

    @Override
    public String next() {
        int of = random.nextInt(10);
        List<Pool> kind = kinds.get(of < 2 ? 0 : of < 8 ? 1 : 2);
        long size = kind.get(0).size + kind.get(1).size;
        return (random.nextDouble() * size < kind.get(0).size ? kind.get(0) : kind.get(1)).next();
    }
}
