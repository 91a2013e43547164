package io.parley.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.dialogue.Dialogue;
import io.parley.dialogue.DialogueSettings;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.forms.Forms;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.knowledge.Vectors;
import io.parley.dialogue.products.GraphFile;
import io.parley.dialogue.products.ProductGraph;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.language.Analysis;
import io.parley.language.LanguageEngine;
import io.parley.language.classify.LabelledText;
import io.parley.language.embedding.BilingualEmbedder;
import io.parley.language.engine.ModelledLanguage;
import io.parley.language.engine.TenantModel;
import io.parley.language.entity.EntityFinder;
import io.parley.persistence.embedded.Libraries;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures how fast the bot understands and decides on this machine, with the demo's model, articles and forms: everything in a turn except
 * the database, the network and the company's systems. No text's embedding is reused, so these are the times of texts never seen before.
 */
@Command(
        name = "measure",
        description = "How fast texts are understood and decided upon, with the demo's model, articles and forms.")
final class LanguageSpeed implements Callable<Integer> {

    private static final TenantId DEMO = new TenantId("demo");
    /** Enough for a text and its sentences, too few for a previously measured text to be found again. */
    private static final int REMEMBERED = 8;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--texts",
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "a label, a tab and a text a line")
    private List<Path> files = List.of();

    @Option(names = "--threads", defaultValue = "2", description = "for the rate (${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--json", description = "one JSON object on standard output")
    private boolean json;

    /**
     * @param p50Ms of one text at a time; its models share the processors
     * @param cpuMs of the process per text, on average
     * @param encoded fraction of the texts for which an encoder was run
     * @param encodedCpuMs of those texts, on average
     * @param perSecond with all threads busy
     * @param heapMb live after a collection, including models but not what the embedding models hold outside the heap
     */
    private record Speed(
            int n,
            double p50Ms,
            double p99Ms,
            double maxMs,
            double cpuMs,
            double encoded,
            double encodedCpuMs,
            int threads,
            double perSecond,
            long heapMb,
            long residentMb) {}

    /** Everything in a turn except its actions. */
    private record Pipeline(LanguageEngine language, Dialogue dialogue, BotKnowledge known, Instant now, ZoneId zone) {

        void turn(String text) {
            Analysis analysis = language.analyse(new LanguageEngine.Utterance(DEMO, text, null, null, null, now, zone));
            Turn turn = new Turn(
                    DEMO,
                    new ConversationId("measure"),
                    1,
                    List.of(List.of(new Content.Text(text))),
                    Asker.unproven(new ChannelAddress("webchat", "webchat", "measure")),
                    null,
                    Memory.EMPTY,
                    now);
            dialogue.next(turn, analysis, List.of(), known);
        }
    }

    @Override
    public Integer call() throws Exception {
        List<String> texts = files.stream()
                .flatMap(file -> LabelledText.read(file).stream())
                .map(LabelledText::text)
                .distinct()
                .toList();
        try (BilingualEmbedder embedder = BilingualEmbedder.shipped(REMEMBERED)) {
            Pipeline pipeline = pipeline(embedder);
            // Simulates a node that has run for some minutes; the first turns of a fresh one take longer.
            texts.forEach(pipeline::turn);
            Speed speed = measured(pipeline, embedder, texts);
            PrintWriter out = spec == null
                    ? new PrintWriter(System.out, true)
                    : spec.commandLine().getOut();
            if (json) {
                out.println(new ObjectMapper().writeValueAsString(speed));
            } else {
                out.printf(
                        "%d texts: p50 %.1f ms, p99 %.1f ms, %.1f ms CPU; %.0f %% need an encoder, %.1f ms CPU each;"
                                + " %.0f texts/s on %d threads; heap %d MB, resident %d MB%n",
                        speed.n(),
                        speed.p50Ms(),
                        speed.p99Ms(),
                        speed.cpuMs(),
                        100 * speed.encoded(),
                        speed.encodedCpuMs(),
                        speed.perSecond(),
                        speed.threads(),
                        speed.heapMb(),
                        speed.residentMb());
            }
            out.flush();
        }
        return 0;
    }

    private static Pipeline pipeline(BilingualEmbedder embedder) throws IOException {
        Path demo = Libraries.home().resolve("docker/seed/demo");
        byte[] model = Files.readAllBytes(Libraries.home().resolve("docker/seed/target/language/demo.model"));
        var active = Optional.of(new ModelledLanguage.Active("measure", TenantModel.of(model, embedder)));
        ProductGraph products = ProductGraph.of(
                GraphFile.parse(Files.readString(demo.resolve("products.yaml"))), embedder, Vectors.NONE);
        EntityFinder entities = new EntityFinder(products.content().names());
        List<String> forms = new ArrayList<>();
        try (Stream<Path> all = Files.list(demo.resolve("forms"))) {
            for (Path file :
                    all.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                forms.add(Files.readString(file));
            }
        }
        DialogueSettings settings = DialogueSettings.from(ConfigFactory.load().getConfig("parley.dialogue"));
        return new Pipeline(
                new ModelledLanguage(
                        any -> active, said -> entities.find(said.text(), said.now(), said.zone(), said.awaited())),
                new Dialogue(settings),
                new BotKnowledge(
                        KnowledgeIndex.of(ArticleFile.read(demo.resolve("articles.yaml")), embedder),
                        Forms.parse(forms),
                        products),
                Instant.now(),
                ZoneId.of("Asia/Shanghai"));
    }

    private Speed measured(Pipeline pipeline, BilingualEmbedder embedder, List<String> texts)
            throws InterruptedException, ExecutionException {
        var process = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = 0;
        long encodedCpu = 0;
        int encoded = 0;
        double[] millis = new double[texts.size()];
        for (int i = 0; i < millis.length; i++) {
            long read = embedder.textsRead();
            long before = process.getProcessCpuTime();
            long began = System.nanoTime();
            pipeline.turn(texts.get(i));
            millis[i] = (System.nanoTime() - began) / 1e6;
            long used = process.getProcessCpuTime() - before;
            cpu += used;
            if (embedder.textsRead() > read) {
                encoded++;
                encodedCpu += used;
            }
        }
        Arrays.sort(millis);
        return new Speed(
                millis.length,
                millis[millis.length / 2],
                millis[(int) Math.ceil(millis.length * 0.99) - 1],
                millis[millis.length - 1],
                cpu / 1e6 / millis.length,
                (double) encoded / millis.length,
                encodedCpu / 1e6 / Math.max(1, encoded),
                threads,
                rate(pipeline, texts),
                heapMegabytes(),
                residentMegabytes());
    }

    private double rate(Pipeline pipeline, List<String> texts) throws InterruptedException, ExecutionException {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            long began = System.nanoTime();
            texts.forEach(text -> all.add(workers.submit(() -> pipeline.turn(text))));
            for (Future<?> one : all) {
                one.get();
            }
            return texts.size() / ((System.nanoTime() - began) / 1e9);
        } finally {
            workers.shutdownNow();
        }
    }

    private static long heapMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }

    /** 0 if the operating system does not report it. */
    private static long residentMegabytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException elsewhere) {
            return 0;
        }
    }
}
