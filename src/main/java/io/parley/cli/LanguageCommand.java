package io.parley.cli;

import static io.parley.cli.ModelImport.now;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import io.parley.TenantId;
import io.parley.dialogue.products.GraphFile;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Language;
import io.parley.language.LanguageEngine;
import io.parley.language.Sentiment;
import io.parley.language.classify.Evaluation;
import io.parley.language.classify.LabelledText;
import io.parley.language.classify.TextClassifier;
import io.parley.language.embedding.BilingualEmbedder;
import io.parley.language.engine.ModelledLanguage;
import io.parley.language.engine.TenantModel;
import io.parley.language.engine.TenantModel.Part;
import io.parley.language.engine.TenantModel.Particulars;
import io.parley.language.engine.TrainingPhrases;
import io.parley.language.entity.EntityFinder;
import io.parley.persistence.embedded.Libraries;
import io.parley.persistence.schema.SchemaException;
import io.parley.training.CassandraTenantModels;
import io.parley.training.PhraseFile;
import io.parley.training.PhraseKind;
import io.parley.training.TenantModels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./parley language}: trains the language engine and measures its quality. */
@Command(
        name = "language",
        description = "Trains and measures the language engine.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LanguageSpeed.class, LanguageModels.class})
final class LanguageCommand {

    private static final int REMEMBERED = 50_000;
    private static final int SHOWN = 3;
    private static final String DEMO = "demo";
    private static final String NODE_CONFIG = ".parley/node.conf";

    @Spec
    private @Nullable CommandSpec spec;

    @Command(
            name = "evaluate",
            description = {
                "Trains on some files and measures on others. A line is a label, a tab and a text, in UTF-8; the labels oos and",
                "out_of_scope say that a text is none of the others."
            })
    int evaluate(
            @Option(
                            names = "--train",
                            paramLabel = "FILE",
                            required = true,
                            arity = "1..*",
                            description = "to train on")
                    List<Path> train,
            @Option(
                            names = "--test",
                            paramLabel = "FILE",
                            required = true,
                            arity = "1..*",
                            description = "to measure on")
                    List<Path> test,
            @Option(
                            names = "--oos",
                            paramLabel = "FILE",
                            arity = "1..*",
                            description = "texts to measure on that are out of scope, whatever their labels")
                    @Nullable List<Path> outOfScope,
            @Option(
                            names = "--task",
                            paramLabel = "intent|sentiment",
                            defaultValue = "intent",
                            description =
                                    "what the labels are: sentiment weighs the words that tell labels apart as emotions do")
                    TextClassifier.Task task,
            @Option(names = "--json", description = "one JSON object on standard output") boolean json) {
        List<LabelledText> phrases = read(train);
        List<LabelledText> measured = new ArrayList<>(read(test));
        if (outOfScope != null) {
            read(outOfScope).forEach(text -> measured.add(new LabelledText("oos", text.text())));
        }
        PrintWriter err = spec().commandLine().getErr();
        try (BilingualEmbedder embedder = BilingualEmbedder.shipped(REMEMBERED)) {
            err.println("Training on " + phrases.size() + " phrases");
            err.flush();
            long began = System.nanoTime();
            TextClassifier classifier = TextClassifier.train(task, embedder, phrases);
            err.printf(
                    Locale.ROOT,
                    "Trained in %.1f s; measuring on %d%n",
                    (System.nanoTime() - began) / 1e9,
                    measured.size());
            err.flush();
            print(task, Evaluation.of(classifier, measured, System::nanoTime), json);
        }
        return 0;
    }

    @Command(
            name = "train",
            description = {
                "Trains on files as evaluate does. Writes the model to a file, or installs it for a tenant, whose nodes use it within",
                "seconds; what is not given stays what the tenant had."
            })
    int train(
            @Option(
                            names = "--train",
                            paramLabel = "FILE",
                            arity = "1..*",
                            description = "phrases labelled with intents")
                    @Nullable List<Path> intents,
            @Option(
                            names = "--emotions",
                            paramLabel = "FILE",
                            arity = "1..*",
                            description = "phrases labelled angry, anxious, disappointed, satisfied or neutral")
                    @Nullable List<Path> emotions,
            @Option(names = "--model", paramLabel = "FILE", description = "where it goes; replaced") @Nullable Path model,
            @Option(
                            names = "--tenant",
                            paramLabel = "ID",
                            converter = TenantOption.class,
                            description = "for whom it is installed")
                    @Nullable TenantId tenant,
            @Option(
                            names = "--config",
                            paramLabel = "FILE",
                            defaultValue = NODE_CONFIG,
                            description = "of a node of the cluster (${DEFAULT-VALUE}, which ./parley up writes)")
                    Path config)
            throws IOException {
        if ((model == null) == (tenant == null) || (intents == null && emotions == null)) {
            throw new ParameterException(
                    spec().commandLine(), "Give --train or --emotions or both, and either --model or --tenant.");
        }
        if (model != null) {
            TenantModel made = trained(new TrainingPhrases(
                    read(intents == null ? List.of() : intents), read(emotions == null ? List.of() : emotions)));
            made.write(model);
            tell(made.particulars(), "written to " + model);
            return 0;
        }
        TenantId owner = Objects.requireNonNull(tenant);
        try (CqlSession session = session(config)) {
            TenantModels models = new CassandraTenantModels(session);
            byte[] intentFile = given(models, owner, PhraseKind.INTENTS, intents);
            byte[] emotionFile = given(models, owner, PhraseKind.EMOTIONS, emotions);
            TenantModel made = trained(new TrainingPhrases(
                    phrases(intentFile, PhraseKind.INTENTS), phrases(emotionFile, PhraseKind.EMOTIONS)));
            now(models.keepPhrases(owner, PhraseKind.INTENTS, intentFile));
            now(models.keepPhrases(owner, PhraseKind.EMOTIONS, emotionFile));
            TenantModels.Version version =
                    now(models.install(owner, TenantModels.Origin.TRAINED, made.toBytes(), true));
            tell(version.particulars(), "installed for " + owner + " as " + version.version());
        }
        return 0;
    }

    /** Returns the phrases of these files, or those the tenant has if none are given. */
    private static byte[] given(TenantModels models, TenantId tenant, PhraseKind kind, @Nullable List<Path> files) {
        return files == null ? now(models.phrases(tenant, kind)).orElse(new byte[0]) : ModelImport.file(read(files));
    }

    private static List<LabelledText> phrases(byte[] file, PhraseKind kind) {
        PhraseFile read = PhraseFile.of(file, kind);
        if (file.length > 0 && !read.problems().isEmpty()) {
            PhraseFile.Problem first = read.problems().get(0);
            throw new LabelledText.BadFileException("The " + kind.code()
                    + (first.line() > 0 ? ", phrase " + first.line() : "") + ": " + first.detail());
        }
        return read.phrases();
    }

    private TenantModel trained(TrainingPhrases phrases) {
        PrintWriter err = spec().commandLine().getErr();
        int all = phrases.intents().size() + phrases.emotions().size();
        long began = System.nanoTime();
        try (BilingualEmbedder embedder = BilingualEmbedder.shipped(all)) {
            AtomicInteger told = new AtomicInteger();
            TenantModel made =
                    TenantModel.train(embedder, phrases, Clock.systemUTC().instant(), percent -> {
                        if (percent / 10 > told.getAndAccumulate(percent / 10, Math::max)) {
                            err.println("Training: " + percent + " %");
                            err.flush();
                        }
                    });
            err.printf(Locale.ROOT, "Trained on %d phrases in %.1f s%n", all, (System.nanoTime() - began) / 1e9);
            err.flush();
            return made;
        }
    }

    private void tell(Particulars particulars, String where) {
        PrintWriter out = out();
        tell(out, "intents", particulars.intents());
        tell(out, "emotions", particulars.emotions());
        out.println(where);
        out.flush();
    }

    private static void tell(PrintWriter out, String kind, @Nullable Part part) {
        if (part != null) {
            out.printf(
                    Locale.ROOT,
                    "%d %s from %d phrases: accuracy %.1f %%, macro F1 %.1f %% on %d held out%n",
                    part.labels(),
                    kind,
                    part.phrases(),
                    100 * part.accuracy(),
                    100 * part.macroF1(),
                    part.heldOut());
        }
    }

    private record Named(String type, String value, int start, int end) {}

    /**
     * @param intent the likeliest; null if it is probably none of them
     * @param confidence of the intent
     * @param second null unless one was requested and an annotator could give it
     */
    private record Prediction(
            Language language,
            @Nullable String intent,
            double confidence,
            Sentiment sentiment,
            Emotion emotion,
            List<Named> entities,
            List<Analysis.Intent> intents,
            @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) SecondOpinion second) {

        static Prediction of(Analysis analysis, @Nullable SecondOpinion second) {
            return new Prediction(
                    analysis.language(),
                    analysis.intent().map(Analysis.Intent::name).orElse(null),
                    analysis.intents().isEmpty() ? 0 : analysis.intents().get(0).confidence(),
                    analysis.emotion().sentiment(),
                    analysis.emotion(),
                    analysis.entities().stream()
                            .map(entity -> new Named(entity.type(), entity.value(), entity.start(), entity.end()))
                            .toList(),
                    analysis.intents()
                            .subList(0, Math.min(SHOWN, analysis.intents().size())),
                    second);
        }
    }

    @Command(
            name = "predict",
            description = "Tells what was understood of each line of standard input, as one JSON object a line.")
    int predict(
            @Option(names = "--model", paramLabel = "FILE", description = "from train; instead of a tenant's") @Nullable Path model,
            @Option(
                            names = "--tenant",
                            converter = TenantOption.class,
                            paramLabel = "ID",
                            defaultValue = DEMO,
                            description = "whose model is used (${DEFAULT-VALUE})")
                    TenantId tenant,
            @Option(
                            names = "--config",
                            paramLabel = "FILE",
                            description = "of a node of the cluster (" + NODE_CONFIG + ", which ./parley up writes)")
                    @Nullable Path config,
            @Option(
                            names = "--second-opinion",
                            description = "what Stanford CoreNLP says too: names and English sentiment")
                    boolean secondOpinion)
            throws IOException {
        keepLogOffStandardOutput();
        PrintWriter out = out();
        ObjectMapper json = new ObjectMapper();
        byte[] bytes = model == null ? installed(tenant, config) : Files.readAllBytes(model);
        try (BilingualEmbedder embedder = BilingualEmbedder.shipped(REMEMBERED);
                SecondOpinions second = secondOpinion ? SecondOpinions.ready() : SecondOpinions.none()) {
            Optional<ModelledLanguage.Active> active =
                    Optional.of(new ModelledLanguage.Active("predict", TenantModel.of(bytes, embedder)));
            EntityFinder entities = new EntityFinder(products(tenant));
            LanguageEngine engine = new ModelledLanguage(
                    any -> active, said -> entities.find(said.text(), said.now(), said.zone(), said.awaited()));
            Clock clock = Clock.systemDefaultZone();
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                Analysis analysis = engine.analyse(
                        new LanguageEngine.Utterance(tenant, text, null, null, null, clock.instant(), clock.getZone()));
                out.println(json.writeValueAsString(Prediction.of(analysis, second.of(text, analysis))));
                out.flush();
            }
        }
        return 0;
    }

    /** Product names as imported for the tenants that come with Parley; for others only what looks like a product is found. */
    private static List<String> products(TenantId tenant) throws IOException {
        Path products =
                Libraries.home().resolve("docker/seed").resolve(tenant.value()).resolve("products.yaml");
        return Files.exists(products)
                ? GraphFile.parse(Files.readString(products)).names()
                : List.of();
    }

    /** Returns the model that the cluster uses or, if no cluster of ours runs here, the tenant's model as the build made it. */
    private byte[] installed(TenantId tenant, @Nullable Path config) throws IOException {
        Path made = Libraries.home().resolve("docker/seed/target/language").resolve(tenant + ".model");
        boolean insteadPossible = config == null && Files.isRegularFile(made);
        Path file = config == null ? Path.of(NODE_CONFIG) : config;
        if (insteadPossible && !Files.isRegularFile(file)) {
            return instead(made);
        }
        try (CqlSession session = session(file)) {
            TenantModels models = new CassandraTenantModels(session);
            String version = now(models.inUse()).get(tenant);
            if (version == null) {
                throw new LabelledText.BadFileException("The tenant " + tenant + " has no language model.");
            }
            return now(models.read(tenant, version));
        } catch (SchemaException unreachable) {
            if (insteadPossible) {
                return instead(made);
            }
            throw unreachable;
        }
    }

    private byte[] instead(Path made) throws IOException {
        PrintWriter err = spec().commandLine().getErr();
        err.println("Parley does not run here: predicting with " + made + ", as the build made it.");
        err.flush();
        return Files.readAllBytes(made);
    }

    private CqlSession session(Path config) {
        if (!Files.isReadable(config)) {
            throw new ParameterException(
                    spec().commandLine(), "The file " + config + " cannot be read. Give that of a node: --config FILE");
        }
        keepLogOffStandardOutput();
        return Schema.session(ConfigFactory.load(ConfigFactory.parseFile(config.toFile())));
    }

    /** Must be called before the first logger is created: log lines must not mix with the result on standard output. */
    private static void keepLogOffStandardOutput() {
        System.setProperty(
                "logback.configurationFile", System.getProperty("logback.configurationFile", "logback-up.xml"));
    }

    /** Writes UTF-8, whatever encoding the terminal reports. */
    private static PrintWriter out() {
        return new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), false);
    }

    private static List<LabelledText> read(List<Path> files) {
        return files.stream().flatMap(file -> LabelledText.read(file).stream()).toList();
    }

    private void print(TextClassifier.Task task, Evaluation evaluation, boolean json) {
        PrintWriter out = out();
        if (json) {
            try {
                ObjectMapper mapper = new ObjectMapper();
                ObjectNode report = mapper.createObjectNode().put("task", task.code());
                out.println(mapper.writeValueAsString(report.setAll((ObjectNode) mapper.valueToTree(evaluation))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            out.printf(Locale.ROOT, "task                    %s%n", task.code());
            out.printf(Locale.ROOT, "phrases in scope        %d%n", evaluation.n());
            out.printf(Locale.ROOT, "accuracy                %.2f %%%n", 100 * evaluation.accuracy());
            out.printf(Locale.ROOT, "macro F1                %.2f %%%n", 100 * evaluation.macroF1());
            out.printf(Locale.ROOT, "calibration error       %.2f %%%n", 100 * evaluation.calibrationError());
            out.printf(Locale.ROOT, "in scope, rejected      %.2f %%%n", 100 * evaluation.inScopeRejected());
            out.printf(
                    Locale.ROOT,
                    "a text, p50 and p99     %.1f ms and %.1f ms%n",
                    evaluation.p50Ms(),
                    evaluation.p99Ms());
            if (evaluation.outOfScope() > 0) {
                out.printf(Locale.ROOT, "phrases out of scope    %d%n", evaluation.outOfScope());
                out.printf(Locale.ROOT, "out of scope, rejected  %.2f %%%n", 100 * evaluation.oosRecall());
                out.println();
                out.println("rejecting below   in scope rejected   out of scope rejected");
                evaluation
                        .outOfScopeCurve()
                        .forEach(point -> out.printf(
                                Locale.ROOT,
                                "%15.3f   %15.1f %%   %19.1f %%%n",
                                point.confidence(),
                                100 * point.inScopeRejected(),
                                100 * point.oosRecall()));
            }
            out.println();
            out.printf(Locale.ROOT, "%-32s %6s %10s %10s%n", "language", "n", "accuracy", "rejected");
            evaluation
                    .perLanguage()
                    .forEach(score -> out.printf(
                            Locale.ROOT,
                            "%-32s %6d %9.1f%% %9.1f%%%n",
                            score.language().code(),
                            score.n(),
                            100 * score.accuracy(),
                            100 * score.rejected()));
            out.println();
            out.printf(Locale.ROOT, "%-32s %6s %10s%n", "decided by a look at its", "share", "accuracy");
            evaluation
                    .perLook()
                    .forEach(score -> out.printf(
                            Locale.ROOT,
                            "%-32s %5.1f%% %9.1f%%%n",
                            score.look().code(),
                            100 * score.share(),
                            100 * score.accuracy()));
            out.println();
            out.printf(Locale.ROOT, "%-32s %6s %10s %10s%n", "confidence", "n", "mean", "accuracy");
            evaluation
                    .calibration()
                    .forEach(bin -> out.printf(
                            Locale.ROOT,
                            "%-32s %6d %9.1f%% %9.1f%%%n",
                            String.format(Locale.ROOT, "%.1f to %.1f", bin.from(), bin.from() + 0.1),
                            bin.n(),
                            100 * bin.confidence(),
                            100 * bin.accuracy()));
            out.println();
            out.printf(Locale.ROOT, "%-32s %6s %10s %8s %6s%n", "label", "n", "precision", "recall", "F1");
            evaluation
                    .perLabel()
                    .forEach(score -> out.printf(
                            Locale.ROOT,
                            "%-32s %6d %9.1f%% %7.1f%% %5.1f%%%n",
                            score.label(),
                            score.n(),
                            100 * score.precision(),
                            100 * score.recall(),
                            100 * score.f1()));
            if (!evaluation.confusions().isEmpty()) {
                out.println();
                out.println("taken for another, most often first");
                evaluation
                        .confusions()
                        .forEach(confusion -> out.printf(
                                Locale.ROOT,
                                "%6d  %s -> %s%n",
                                confusion.n(),
                                confusion.label(),
                                confusion.takenFor()));
            }
        }
        out.flush();
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("made by picocli only");
        }
        return spec;
    }
}
