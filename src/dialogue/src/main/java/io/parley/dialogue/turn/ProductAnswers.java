package io.parley.dialogue.turn;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Source;
import io.parley.dialogue.forms.Form;
import io.parley.dialogue.knowledge.Match;
import io.parley.dialogue.products.Advice;
import io.parley.dialogue.products.Fact;
import io.parley.dialogue.products.Mentions;
import io.parley.dialogue.products.ProductGraph;
import io.parley.dialogue.products.ProductGraph.Compatibility;
import io.parley.dialogue.products.ProductGraph.Feature;
import io.parley.dialogue.products.ProductGraph.Kind;
import io.parley.dialogue.products.ProductGraph.Problem;
import io.parley.dialogue.products.ProductGraph.Product;
import io.parley.dialogue.products.ProductQuestion;
import io.parley.dialogue.products.ProductQuestion.QuestionText;
import io.parley.language.Analysis;
import io.parley.language.Entity;
import io.parley.language.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers a turn from a tenant's product graph. When it does not know something, it says so; it never guesses. */
public final class ProductAnswers {

    private static final int FACTS = 5;
    private static final int CHOICES = 6;

    /**
     * An answer from the graph.
     *
     * @param tried for {@link Memory#tried}; null when nothing has been answered yet
     * @param why trace code, for people who review the bot
     * @param about the product the conversation is about from now on; null to keep the previous one
     * @param known false when the answer is only that nothing is known
     */
    public record ProductAnswer(
            List<Content> say,
            @Nullable String tried,
            String why,
            List<Source> sources,
            @Nullable String about,
            boolean known) {}

    private final BotKnowledge known;
    private final ProductGraph graph;
    private final Advice advice;
    private final TurnSettings settings;
    private final Phrases phrases;
    private final String channel;

    public ProductAnswers(BotKnowledge known, TurnSettings settings, Phrases phrases, String channel) {
        this.known = known;
        this.graph = known.products();
        this.advice = new Advice(graph, known.index());
        this.settings = settings;
        this.phrases = phrases;
        this.channel = channel;
    }

    /**
     * Returns the answer; empty when the graph has none, or when an article or a form takes precedence.
     *
     * @param analysis of exactly this text
     * @param articles those that answer the turn
     * @param wanted the form that would otherwise be begun
     */
    public Optional<ProductAnswer> to(
            String text, Analysis analysis, Memory memory, List<Match> articles, Optional<Form> wanted) {
        if (graph.isEmpty()) {
            return Optional.empty();
        }
        QuestionText asked = asked(text, analysis, memory);
        return asked.question()
                .filter(question -> wanted.isEmpty() || isNearer(question, asked, wanted.get(), memory))
                .filter(question -> articles.isEmpty() || isNearer(question, asked, articles.get(0)))
                .filter(question -> question instanceof ProductQuestion.ProblemQuestion
                        || analysis.entities(Entity.ORDER_NUMBER).isEmpty())
                .flatMap(this::told)
                .filter(told -> told.known() || articles.isEmpty());
    }

    private QuestionText asked(String text, Analysis analysis, Memory memory) {
        Mentions named = Mentions.of(graph, text, analysis.entities(Entity.PRODUCT));
        String last = memory.known().get(Entity.PRODUCT);
        boolean aboutProducts = analysis.intent()
                .filter(best ->
                        best.name().equals(settings.productIntent()) && best.confidence() >= settings.intentFrom())
                .isPresent();
        return new QuestionText(
                graph,
                Spelling.folded(text),
                named,
                last == null ? null : graph.named(last).orElse(null),
                aboutProducts,
                settings.answerFrom());
    }

    /**
     * Whether a question takes precedence over a form. Steps to try come first, once, for the form that their problem leads to. Other
     * questions come first if they are specific and clear, and the form changes nothing or is one that problems lead to.
     */
    private boolean isNearer(ProductQuestion question, QuestionText asked, Form wanted, Memory memory) {
        if (question instanceof ProductQuestion.ProblemQuestion wrong) {
            return wanted.name().equals(wrong.problem().form())
                    && !memory.tried().contains(code(wrong.problem()));
        }
        boolean vague = question instanceof ProductQuestion.OverviewQuestion;
        return !vague && asked.isClear() && (!wanted.changesSomething() || graph.leadsTo(wanted.name()));
    }

    private static boolean isNearer(ProductQuestion question, QuestionText asked, Match article) {
        if (question instanceof ProductQuestion.ProblemQuestion wrong) {
            return article.article().id().equals(wrong.problem().article())
                    || (asked.isClear() && !article.verbatim() && wrong.confidence() >= article.confidence());
        }
        boolean vague = question instanceof ProductQuestion.OverviewQuestion product && !product.alone();
        return !article.verbatim() && !vague;
    }

    /** Returns the form for a problem whose steps were tried without success. */
    Optional<Form> afterTrying(String folded, Memory memory) {
        return Wordings.SHIPPED.saysNoHelp(folded) ? tried(memory).flatMap(this::form) : Optional.empty();
    }

    /** Returns the problem whose steps were given in the last answer. */
    Optional<Problem> tried(Memory memory) {
        List<String> tried = memory.tried();
        String last = tried.isEmpty() ? "" : tried.get(tried.size() - 1);
        return last.startsWith(MemoryCodes.PROBLEM + ":")
                ? graph.problem(last.substring(MemoryCodes.PROBLEM.length() + 1))
                : Optional.empty();
    }

    private static String code(Problem problem) {
        return MemoryCodes.PROBLEM + ":" + problem.id();
    }

    // ---- answers ----

    private Optional<ProductAnswer> told(ProductQuestion question) {
        if (question instanceof ProductQuestion.FeatureQuestion features) {
            return Optional.of(features(features));
        } else if (question instanceof ProductQuestion.OverviewQuestion product) {
            return overview(product.product(), product.alone());
        } else if (question instanceof ProductQuestion.CompatibilityQuestion two) {
            return Optional.of(together(two.one(), two.other()));
        } else if (question instanceof ProductQuestion.Fitting fitting) {
            return Optional.of(fitting(fitting.product(), fitting.kind()));
        } else if (question instanceof ProductQuestion.Difference difference) {
            return Optional.of(difference(difference));
        }
        return trouble((ProductQuestion.ProblemQuestion) question);
    }

    private ProductAnswer features(ProductQuestion.FeatureQuestion asked) {
        Product product = asked.product();
        List<String> lines = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Feature feature : asked.features()) {
            graph.fact(product, feature)
                    .ifPresentOrElse(
                            fact -> lines.add(sentence(product, feature, fact)), () -> missing.add(name(feature)));
        }
        String why = String.join("+", asked.features().stream().map(Feature::id).toList());
        if (lines.isEmpty()) {
            return unknown(phrases.say("product.unknown", name(product), list(missing)), why, List.of(product));
        }
        if (!missing.isEmpty()) {
            lines.add(phrases.say("product.unknown", name(product), list(missing)));
        }
        return told(List.of(new Content.Text(String.join("\n", lines))), why, List.of(product));
    }

    private String sentence(Product product, Feature feature, Fact fact) {
        String note = fact.note() == null ? "" : fact.note().in(phrases.tag());
        return feature.told(fact, phrases.tag())
                .map(value -> phrases.say("product.fact", name(product), name(feature), value, note))
                .orElseGet(() ->
                        phrases.say(fact.has() ? "product.yes" : "product.no", name(product), name(feature), note))
                .strip();
    }

    private Optional<ProductAnswer> overview(Product product, boolean alone) {
        Map<Feature, Fact> facts = graph.facts(product);
        if (facts.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        lines.add(phrases.say(alone ? "product.about" : "product.about.instead", name(product)));
        facts.entrySet().stream()
                .limit(FACTS)
                .forEach(entry -> lines.add(line(name(entry.getKey()), value(entry.getKey(), entry.getValue()))));
        List<Content> say = new ArrayList<>();
        say.add(new Content.Text(String.join("\n", lines)));
        say.add(choice(null, Stream.of(accessories(product))));
        return Optional.of(told(say, "overview", List.of(product)));
    }

    private ProductAnswer together(Product one, Product other) {
        Optional<Compatibility> together = graph.together(one, other);
        if (together.isEmpty()) {
            String text = phrases.say("product.together.unknown", name(one), name(other));
            return unknown(text, "together:" + other.id(), List.of(one, other));
        }
        Compatibility found = together.get();
        String note = found.by().note() == null ? "" : found.by().note().in(phrases.tag());
        String text = phrases.say(
                        found.works() ? "product.together.yes" : "product.together.no", name(one), name(other), note)
                .strip();
        return told(List.of(new Content.Text(text)), found.by().tie().code() + ":" + other.id(), List.of(one, other));
    }

    private ProductAnswer fitting(Product product, @Nullable Kind kind) {
        List<Product> fitting = graph.fitting(product).stream()
                .filter(each -> kind == null || graph.isA(each.id(), kind.id()))
                .limit(CHOICES)
                .toList();
        if (fitting.isEmpty()) {
            String text = kind == null
                    ? phrases.say("product.fits.none", name(product))
                    : phrases.say(
                            "product.fits.none.kind", name(product), kind.name().in(phrases.tag()));
            return unknown(text, "fitting", List.of(product));
        }
        Content choice = new Content.Choice(
                phrases.say("product.fits", name(product)),
                fitting.stream()
                        .map(each -> new Content.Option(name(each), name(each)))
                        .toList());
        return told(List.of(choice), "fitting", List.of(product));
    }

    private ProductAnswer difference(ProductQuestion.Difference asked) {
        List<String> lines = new ArrayList<>();
        List<Feature> features = asked.features().isEmpty() ? graph.content().features() : asked.features();
        for (Feature feature : features) {
            Fact one = graph.fact(asked.one(), feature).orElse(null);
            Fact other = graph.fact(asked.other(), feature).orElse(null);
            boolean differs = one != null && other != null && !one.value().equals(other.value());
            if (differs || (!asked.features().isEmpty() && (one != null || other != null))) {
                lines.add(line(
                        name(feature),
                        phrases.say("product.difference.values", value(feature, one), value(feature, other))));
            }
        }
        List<Product> both = List.of(asked.one(), asked.other());
        if (lines.isEmpty()) {
            String text = phrases.say("product.difference.unknown", name(asked.one()), name(asked.other()));
            return unknown(text, "difference", both);
        }
        String head = phrases.say("product.difference", name(asked.one()), name(asked.other()));
        String text = String.join(
                "\n",
                Stream.concat(Stream.of(head), lines.stream().limit(CHOICES)).toList());
        return told(
                List.of(new Content.Text(text)), "difference:" + asked.other().id(), both);
    }

    private Optional<ProductAnswer> trouble(ProductQuestion.ProblemQuestion wrong) {
        Problem problem = wrong.problem();
        String steps = advice.steps(problem, channel)
                .map(text -> text.in(phrases.tag()))
                .orElse(null);
        if (steps == null) {
            return Optional.empty();
        }
        Product about = wrong.about();
        Kind kind = wrong.kind();
        String what = problem.name().in(phrases.tag());
        if (about == null && kind == null && problem.concerns().size() > 1) {
            return Optional.of(which(problem, what));
        }
        String whose = about != null
                ? name(about)
                : kind != null
                        ? kind.name().in(phrases.tag())
                        : nameOf(problem.concerns().get(0));
        List<Content.Option> options = new ArrayList<>();
        options.add(new Content.Option(phrases.say("problem.solved"), phrases.say("problem.solved.value")));
        form(problem)
                .map(form -> form.title(phrases.language()))
                .ifPresent(title -> options.add(new Content.Option(phrases.say("problem.unsolved", title), title)));
        List<Content> say = List.of(
                new Content.Text(phrases.say("problem.steps", whose, what, steps)),
                choice(phrases.say("problem.helped"), options.stream()));
        return Optional.of(new ProductAnswer(
                say,
                code(problem),
                code(problem) + ":" + Math.round(wrong.confidence() * 100),
                List.of(new Source(problem.article() == null ? code(problem) : problem.article(), what)),
                about == null ? null : about.name().in(phrases.tag()),
                true));
    }

    /** Asks which product is meant, for a problem that several products have. */
    private ProductAnswer which(Problem problem, String what) {
        Set<Content.Option> options = new LinkedHashSet<>();
        problem.concerns().stream()
                .map(this::nameOf)
                .limit(CHOICES)
                .forEach(name -> options.add(new Content.Option(name, phrases.say("problem.of", name, what))));
        Content choice = new Content.Choice(phrases.say("problem.which"), List.copyOf(options));
        return new ProductAnswer(List.of(choice), null, code(problem) + ":which", List.of(), null, true);
    }

    private Optional<Form> form(Problem problem) {
        return Optional.ofNullable(problem.form()).flatMap(known.forms()::named);
    }

    // ---- words ----

    private ProductAnswer told(List<Content> say, String why, List<Product> about) {
        return told(say, why, about, true);
    }

    /** Says that something is not known, and offers accessories, if there are any, and a human, who may know. */
    private ProductAnswer unknown(String text, String why, List<Product> about) {
        List<Content> say = new ArrayList<>();
        say.add(new Content.Text(text));
        say.add(choice(
                null,
                about.stream()
                        .filter(product -> !graph.fitting(product).isEmpty())
                        .limit(1)
                        .map(this::accessories)));
        return told(say, "unknown:" + why, about, false);
    }

    private ProductAnswer told(List<Content> say, String why, List<Product> about, boolean isKnown) {
        String code = MemoryCodes.PRODUCT + ":" + about.get(0).id();
        return new ProductAnswer(
                say,
                code,
                code + ":" + why,
                about.stream()
                        .map(product -> new Source(MemoryCodes.PRODUCT + ":" + product.id(), name(product)))
                        .toList(),
                name(about.get(0)),
                isKnown);
    }

    private Content.Option accessories(Product product) {
        return new Content.Option(
                phrases.say("product.choice.fits"), phrases.say("product.choice.fits.value", name(product)));
    }

    private Content choice(@Nullable String prompt, Stream<Content.Option> options) {
        return new Content.Choice(
                prompt,
                Stream.concat(
                                options,
                                Stream.of(new Content.Option(
                                        phrases.say("choice.human"), phrases.say("choice.human.value"))))
                        .toList());
    }

    private String line(String name, String value) {
        return phrases.say("product.line", name, value);
    }

    private String value(Feature feature, @Nullable Fact fact) {
        if (fact == null) {
            return phrases.say("product.value.unknown");
        }
        return feature.told(fact, phrases.tag())
                .orElseGet(() -> phrases.say(fact.has() ? "product.value.yes" : "product.value.no"));
    }

    private String list(List<String> names) {
        return String.join(phrases.say("summary.list.gap"), names);
    }

    private String name(Product product) {
        return product.name().in(phrases.tag());
    }

    private String name(Feature feature) {
        return feature.name().in(phrases.tag());
    }

    private String nameOf(String productOrKind) {
        return Objects.requireNonNullElseGet(
                graph.product(productOrKind).map(this::name).orElse(null), () -> graph.kind(productOrKind)
                        .map(kind -> kind.name().in(phrases.tag()))
                        .orElse(productOrKind));
    }
}
