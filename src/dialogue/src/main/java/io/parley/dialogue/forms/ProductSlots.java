package io.parley.dialogue.forms;

import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.FormState.Filled;
import io.parley.dialogue.bot.Value;
import io.parley.dialogue.products.Mentions;
import io.parley.dialogue.products.ProductGraph;
import io.parley.dialogue.products.ProductGraph.DetectedProblem;
import io.parley.dialogue.products.ProductGraph.Problem;
import io.parley.dialogue.products.ProductGraph.Product;
import io.parley.language.Language;
import io.parley.language.Spelling;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what the product graph has for the slots of a form. */
final class ProductSlots {

    private static final int MAX_COUNT = 6;

    /** Minimum confidence for recognising a problem by words other than its own. */
    private static final double SURE = 0.6;

    private ProductSlots() {}

    /** Returns the known problems of the product in another slot, as options. */
    static Stream<AnswerOption> problems(Slot slot, FormState state, FormInput input) {
        return product(slot, state.slots(), input).stream()
                .flatMap(product -> input.advice().graph().problems(product.id()).stream())
                .limit(MAX_COUNT)
                .map(problem -> new AnswerOption(
                        problem.name().in("zh"),
                        problem.name().in("en"),
                        FormAnswer.Values.of(slot.name(), filled(slot, problem, input))));
    }

    private static Optional<Product> product(Slot slot, Map<String, Filled> slots, FormInput input) {
        return slot.kind() instanceof Slot.FromProblem problem
                ? Optional.ofNullable(slots.get(problem.of()))
                        .flatMap(filled -> input.advice().graph().named(filled.value()))
                : Optional.empty();
    }

    /** Fills the slot with a problem, including what to try, for a customer who has not tried it. */
    private static Filled filled(Slot slot, Problem problem, FormInput input) {
        String channel = input.channel() == null ? "" : input.channel();
        return new Filled(
                problem.id(),
                problem.name().in(tag(input)),
                false,
                false,
                input.advice()
                        .steps(problem, channel)
                        .map(steps ->
                                Map.<String, Value>of(slot.name() + Slot.STEPS, new Value.Text(steps.in(tag(input)))))
                        .orElse(Map.of()));
    }

    /** Returns the problem that a text describes, if the graph knows it for the product. */
    static Optional<Filled> told(Slot slot, Map<String, Filled> slots, FormInput input) {
        ProductGraph graph = input.advice().graph();
        String about = product(slot, slots, input).map(Product::id).orElse(null);
        if (about == null) {
            return Optional.empty();
        }
        Mentions named = mentions(input);
        return graph.trouble(Spelling.folded(input.text()), named.problems(), about)
                .filter(trouble -> trouble.confidence() >= SURE)
                .map(DetectedProblem::problem)
                .map(problem -> filled(slot, problem, input));
    }

    /** Returns the problem whose steps the customer has already tried. */
    static Optional<Filled> tried(FormInput input) {
        return Optional.ofNullable(input.known().get(FormInput.PROBLEM))
                .flatMap(input.advice().graph()::problem)
                .map(problem -> new Filled(problem.id(), problem.name().in(tag(input)), false, false, Map.of()));
    }

    /**
     * Returns the products a text names, or those of the kind it names when it names no product.
     *
     * @param kinds whether a kind is enough
     */
    static List<Filled> products(FormInput input, boolean kinds) {
        ProductGraph graph = input.advice().graph();
        Mentions named = mentions(input);
        Stream<Product> products = named.products().isEmpty() && kinds && !named.strangers()
                ? named.kinds().stream().limit(1).flatMap(kind -> graph.ofKind(kind.id()).stream())
                : named.products().stream();
        return products.map(product -> Filled.of(product.name().in(tag(input)), null))
                .toList();
    }

    private static Mentions mentions(FormInput input) {
        return Mentions.of(
                input.advice().graph(), input.text(), input.analysis().entities());
    }

    private static String tag(FormInput input) {
        return input.language() == Language.EN ? "en" : "zh";
    }
}
