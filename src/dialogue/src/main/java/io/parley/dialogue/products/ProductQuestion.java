package io.parley.dialogue.products;

import io.parley.dialogue.products.ProductGraph.Feature;
import io.parley.dialogue.products.ProductGraph.Kind;
import io.parley.dialogue.products.ProductGraph.Problem;
import io.parley.dialogue.products.ProductGraph.Product;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A question that a text puts to a graph. */
public sealed interface ProductQuestion {

    /** What a product's features are. */
    record FeatureQuestion(Product product, List<Feature> features) implements ProductQuestion {}

    /** A product and nothing else, or something about it that is not a feature the graph has. */
    record OverviewQuestion(Product product, boolean alone) implements ProductQuestion {}

    record CompatibilityQuestion(Product one, Product other) implements ProductQuestion {}

    /** @param kind which kind of things is asked for; null for all */
    record Fitting(Product product, @Nullable Kind kind) implements ProductQuestion {}

    /** @param features to compare; all when empty */
    record Difference(Product one, Product other, List<Feature> features) implements ProductQuestion {}

    /** @param about the product it is about; null when only its kind, or nothing, is known */
    record ProblemQuestion(Problem problem, double confidence, @Nullable Product about, @Nullable Kind kind)
            implements ProductQuestion {}

    /**
     * A text and what is known about it.
     *
     * @param folded the whole text, folded
     * @param remembered the product mentioned last; null for none
     * @param aboutProducts whether the text is known to ask about a product
     * @param sure minimum confidence for recognising a problem, 0 to 1
     */
    record QuestionText(
            ProductGraph graph,
            String folded,
            Mentions named,
            @Nullable Product remembered,
            boolean aboutProducts,
            double sure) {

        private static final Pattern DIFFERENCE = Pattern.compile("区别|对比|比较|差别|差异|不同|哪个|哪款|还是"
                + "|\\b(?:vs|pk|difference|differ|compare|comparison|versus|better|which|or)\\b");

        private static final Pattern FITS = Pattern.compile(
                "配|兼容|能.{0,16}用|可以.{0,16}用|可用|一起用|通用|适合|适用|能连|能接|可以接|连接|能充|可以充|给.{0,16}(?:充|用)|能装|能放|支持"
                        + "|\\b(?:works?|compatible|fits?|go(?:es)? with|use|used|connect|pair|charges?|supports?|suits?|for)\\b");

        private static final Pattern ACCESSORIES = Pattern.compile("配件|周边|附件|耗材|配(?:什么|哪|啥)"
                + "|\\b(?:accessor(?:y|ies)|what (?:fits|works with|goes with|can i use with)|extras|add-ons?)\\b");

        private static final Pattern QUESTION =
                Pattern.compile("[?？]|吗|么|呢|嘛|多少|多久|多大|多长|多重|几|什么|哪|怎么样|如何|有没有|是不是|能不能|可不可以|能否|是否|有无|支持"
                        + "|\\b(?:is|are|does|do|did|can|could|has|have|how|what|which|whether|tell|know|will|any)\\b");

        /** Asks what to do, or reports what happened, rather than asking what a product is like. */
        private static final Pattern NO_FEATURE =
                Pattern.compile("怎么(?!样)|咋(?!样)|如何|坏|碎|破|脏|丢|\\bhow (?:do|can|to|should|would)\\b"
                        + "|\\b(?:broken|broke|cracked|scratched|dirty|lost)\\b");

        /** Refers to something named before. */
        private static final Pattern IT =
                Pattern.compile("它|这个|这款|那个|那款|这台|这部|\\b(?:it|its|it's|this|that|they|them|these|those)\\b");

        /** Continues with what was mentioned last. */
        private static final Pattern CONTINUES =
                Pattern.compile("^\\s*(?:那(?![个款台部])|还有|另外|(?:and|also|what about|how about)\\b)");

        /** A text of at most this many Chinese characters, or twice as many letters, is about what was mentioned last. */
        private static final int SHORT = 16;

        /** Up to this many letters besides what is named add nothing to it. */
        private static final int NOTHING = 3;

        public Optional<ProductQuestion> question() {
            if (named.products().size() > 1) {
                return ofTwo(named.products().get(0), named.products().get(1));
            }
            Product here = named.products().isEmpty() ? null : named.products().get(0);
            Product before = before();
            if (here != null && before != null && !before.equals(here) && pointsBack() && has(FITS)) {
                return Optional.of(new CompatibilityQuestion(here, before));
            }
            Product about = here == null ? before : here;
            Optional<ProductQuestion> feature = about == null ? Optional.empty() : ofOne(about, here != null);
            boolean asksForFeature =
                    feature.filter(FeatureQuestion.class::isInstance).isPresent();
            return asksForFeature && named.problems().isEmpty()
                    ? feature
                    : wrong(about).or(() -> feature);
        }

        /** Whether the text names a product or kind itself, or points to the product mentioned last. */
        public boolean isClear() {
            return !named.products().isEmpty() || !named.kinds().isEmpty() || pointsBack();
        }

        private boolean pointsBack() {
            return has(IT);
        }

        private boolean has(Pattern pattern) {
            return pattern.matcher(folded).find();
        }

        /** Returns the product that "it" and short questions are about; null when the text is about something else. */
        private @Nullable Product before() {
            Product last = remembered;
            boolean goesOn = pointsBack() || length() <= SHORT || (has(CONTINUES) && length() <= 2 * SHORT);
            if (last == null || named.strangers() || !goesOn) {
                return null;
            }
            boolean itsKind =
                    named.kinds().isEmpty() || named.kinds().stream().anyMatch(kind -> graph.isA(last.id(), kind.id()));
            return itsKind || pointsBack() || has(ACCESSORIES) ? last : null;
        }

        private int length() {
            return folded.chars().map(c -> c > 0x2e7f ? 2 : 1).sum() / 2;
        }

        private Optional<ProductQuestion> ofTwo(Product one, Product other) {
            if (has(DIFFERENCE)) {
                return Optional.of(new Difference(one, other, named.features()));
            } else if (has(FITS)) {
                return Optional.of(new CompatibilityQuestion(one, other));
            }
            return named.features().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Difference(one, other, named.features()));
        }

        private Optional<ProductQuestion> ofOne(Product product, boolean here) {
            Kind kind = named.kinds().stream()
                    .filter(each -> !graph.isA(product.id(), each.id()))
                    .findFirst()
                    .orElse(null);
            boolean asks = has(QUESTION);
            if (has(ACCESSORIES) || (kind != null && asks && has(FITS))) {
                return Optional.of(new Fitting(product, kind));
            } else if (!named.features().isEmpty()
                    && !has(NO_FEATURE)
                    && (asks || named.rest().length() <= NOTHING)) {
                return Optional.of(new FeatureQuestion(product, named.features()));
            }
            boolean alone =
                    here && named.rest().length() <= 1 && named.features().isEmpty() && kind == null;
            return alone || (here && aboutProducts)
                    ? Optional.of(new OverviewQuestion(product, alone))
                    : Optional.empty();
        }

        private Optional<ProductQuestion> wrong(@Nullable Product about) {
            Kind kind = about != null || named.kinds().isEmpty()
                    ? null
                    : named.kinds().get(0);
            String concerned = about != null ? about.id() : kind != null ? kind.id() : null;
            if (named.strangers() || (concerned == null && named.problems().isEmpty())) {
                return Optional.empty();
            }
            return graph.trouble(folded, named.problems(), concerned)
                    .filter(trouble -> trouble.confidence() >= sure)
                    .map(trouble -> new ProblemQuestion(trouble.problem(), trouble.confidence(), about, kind));
        }
    }
}
