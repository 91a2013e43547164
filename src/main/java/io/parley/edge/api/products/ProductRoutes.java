package io.parley.edge.api.products;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatcher0;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.ErrorCode;
import io.parley.LocalizedText;
import io.parley.Refused;
import io.parley.channel.spi.Content;
import io.parley.dialogue.Dialogue;
import io.parley.dialogue.bot.Source;
import io.parley.dialogue.products.Advice;
import io.parley.dialogue.products.Fact;
import io.parley.dialogue.products.GraphFile;
import io.parley.dialogue.products.Mentions;
import io.parley.dialogue.products.ProductGraph;
import io.parley.dialogue.products.ProductGraph.Feature;
import io.parley.dialogue.products.ProductGraph.Kind;
import io.parley.dialogue.products.ProductGraph.Problem;
import io.parley.dialogue.products.ProductGraph.Product;
import io.parley.dialogue.products.ProductGraph.RelationKind;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Permission;
import io.parley.edge.api.CurrentBot;
import io.parley.edge.auth.Authentication;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.Bodies;
import io.parley.edge.kit.Codes;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.Versions;
import io.parley.knowledge.EditedProducts;
import io.parley.language.Language;
import io.parley.language.Languages;
import io.parley.language.entity.EntityFinder;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The product graph: reading, changing and trying it. */
public final class ProductRoutes {

    /** The maximum size of a graph in bytes; one of a thousand products takes about half of it. */
    private static final int MAX_GRAPH = 1 << 20;

    private static final int MAX_TRIED = 1_000;
    private static final String CHANNEL = "webchat";

    private static final PathMatcher0 GRAPH = PathMatchers.segment("knowledge").slash("graph");

    private record Edition(JsonNode graph, String version) {}

    /** @param from the product or kind that states it */
    private record FactView(
            String feature, LocalizedText name, LocalizedText told, @Nullable LocalizedText note, String from) {}

    private record RelationView(String product, RelationKind is, List<String> with, @Nullable LocalizedText note) {}

    private record Named(String id, LocalizedText name) {}

    /** @param steps absent while the article that contains them is not published */
    private record ProblemView(
            String id,
            LocalizedText name,
            @Nullable LocalizedText steps,
            @Nullable String article,
            @Nullable String form,
            String from) {}

    private record ProductView(
            String id,
            LocalizedText name,
            List<Named> kinds,
            List<FactView> facts,
            List<RelationView> relations,
            List<Named> fitting,
            List<ProblemView> problems) {}

    private record TryRequest(@Nullable String question, @Nullable String language, @Nullable String product) {}

    private record Recognised(List<Named> products, List<Named> kinds, List<Named> features, List<Named> problems) {}

    /** @param why the code of the decision; absent when the graph has no answer */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record TryResult(
            String outcome,
            Language language,
            @Nullable String answer,
            List<String> options,
            @Nullable String why,
            List<Source> sources,
            Recognised recognised) {}

    private final EditedProducts products;
    private final CurrentBot bot;
    private final Backend backend;
    private final Authentication authentication;
    private final Limits limits;

    public ProductRoutes(
            EditedProducts products, CurrentBot bot, Backend backend, Authentication authentication, Limits limits) {
        this.products = products;
        this.bot = bot;
        this.backend = backend;
        this.authentication = authentication;
        this.limits = limits;
    }

    /** The routes served here, below {@code /api/v1}. */
    public Route routes() {
        return Directives.concat(
                Directives.path(
                        GRAPH,
                        () -> Directives.concat(
                                Directives.get(() -> authentication.permitted(
                                        Permission.EDIT_KNOWLEDGE,
                                        agent -> Directives.completeWithFuture(read(agent)))),
                                Directives.put(
                                        () -> authentication.permitted(Permission.PUBLISH_KNOWLEDGE, this::saved)))),
                Directives.path(
                        GRAPH.slash("products").slash(PathMatchers.segment()),
                        id -> Directives.get(() -> authentication.permitted(
                                Permission.EDIT_KNOWLEDGE, agent -> Directives.complete(Json.ok(product(agent, id)))))),
                Directives.path(
                        GRAPH.slash("try"),
                        () -> Directives.post(() -> authentication.permitted(
                                Permission.EDIT_KNOWLEDGE,
                                agent -> Bodies.within(
                                        limits.body(),
                                        () -> Directives.entity(
                                                Json.unmarshaller(TryRequest.class),
                                                body -> Directives.completeWithFuture(
                                                        CompletableFuture.supplyAsync(
                                                                        () -> tried(agent, body), bot.models())
                                                                .thenApply(Json::ok))))))));
    }

    private CompletionStage<HttpResponse> read(Agent agent) {
        return products.read(agent.tenant()).thenApply(ProductRoutes::answer);
    }

    private static HttpResponse answer(EditedProducts.Edition edition) {
        return Versions.with(
                Json.ok(new Edition(GraphFile.node(edition.text()), edition.version())), edition.version());
    }

    private Route saved(Agent agent) {
        return Bodies.within(
                MAX_GRAPH,
                () -> Directives.extractRequest(request -> Directives.entity(
                        Json.unmarshaller(JsonNode.class),
                        graph -> Directives.completeWithFuture(
                                save(agent, Versions.seen(request), graph).thenApply(ProductRoutes::answer)))));
    }

    private CompletionStage<EditedProducts.Edition> save(Agent agent, String seen, JsonNode graph) {
        String text = Json.write(graph);
        refuseMissing(EditedProducts.parsed(text), bot.known().apply(agent.tenant()));
        return products.save(agent.tenant(), seen, text);
    }

    /** Refuses problems that lead to a form or article that does not exist. */
    private static void refuseMissing(ProductGraph.Content content, BotKnowledge known) {
        for (int i = 0; i < content.problems().size(); i++) {
            String form = content.problems().get(i).form();
            String article = content.problems().get(i).article();
            if (form != null && known.forms().named(form).isEmpty()) {
                throw new Refused(ErrorCode.BAD_REQUEST, "at /problems/" + i + "/form: there is no form " + form);
            }
            if (article != null && known.index().article(article).isEmpty()) {
                throw new Refused(
                        ErrorCode.BAD_REQUEST,
                        "at /problems/" + i + "/article: no article " + article + " is published");
            }
        }
    }

    // ---- one product ----

    private ProductView product(Agent agent, String id) {
        BotKnowledge known = bot.known().apply(agent.tenant());
        ProductGraph graph = known.products();
        Product product =
                graph.product(id).orElseThrow(() -> new Refused(ErrorCode.NOT_FOUND, "There is no such product."));
        Advice advice = new Advice(graph, known.index());
        return new ProductView(
                id,
                product.name(),
                graph.lineOf(id).stream()
                        .flatMap(above -> graph.kind(above).stream())
                        .map(kind -> new Named(kind.id(), kind.name()))
                        .toList(),
                graph.facts(product).entrySet().stream()
                        .map(entry -> fact(graph, product, entry.getKey(), entry.getValue()))
                        .toList(),
                graph.relations(product).stream()
                        .map(relation ->
                                new RelationView(relation.product(), relation.tie(), relation.with(), relation.note()))
                        .toList(),
                graph.fitting(product).stream().map(ProductRoutes::named).toList(),
                graph.problems(id).stream()
                        .map(problem -> problem(graph, advice, product, problem))
                        .toList());
    }

    private static FactView fact(ProductGraph graph, Product product, Feature feature, Fact fact) {
        String from = product.facts().containsKey(feature.id())
                ? product.id()
                : graph.lineOf(product.id()).stream()
                        .filter(id -> graph.kind(id)
                                .filter(kind -> kind.facts().containsKey(feature.id()))
                                .isPresent())
                        .findFirst()
                        .orElse(product.id());
        LocalizedText told = LocalizedText.of(
                feature.told(fact, "zh").orElse(fact.has() ? "是" : "否"),
                feature.told(fact, "en").orElse(fact.has() ? "yes" : "no"));
        return new FactView(feature.id(), feature.name(), told, fact.note(), from);
    }

    private static ProblemView problem(ProductGraph graph, Advice advice, Product product, Problem problem) {
        return new ProblemView(
                problem.id(),
                problem.name(),
                advice.steps(problem, CHANNEL).orElse(null),
                problem.article(),
                problem.form(),
                graph.lineOf(product.id()).stream()
                        .filter(problem.concerns()::contains)
                        .findFirst()
                        .orElse(product.id()));
    }

    private static Named named(Product product) {
        return new Named(product.id(), product.name());
    }

    // ---- trying ----

    private TryResult tried(Agent agent, TryRequest body) {
        String question = body.question() == null ? "" : body.question().strip();
        if (question.isEmpty() || question.length() > MAX_TRIED) {
            throw new Refused(ErrorCode.BAD_REQUEST, "question: 1 to " + MAX_TRIED + " characters.");
        }
        Language language = body.language() == null
                ? Languages.guess(question, null)
                : Codes.read("language", body.language(), Language.values(), Language::code);
        BotKnowledge known = bot.known().apply(agent.tenant());
        Optional<Product> about = Optional.ofNullable(body.product()).map(id -> known.products()
                .product(id)
                .orElseThrow(() -> new Refused(ErrorCode.BAD_REQUEST, "product: there is no such product.")));
        EntityFinder finder = new EntityFinder(known.products().content().names());
        Dialogue.FromProducts found = bot.dialogue()
                .products(
                        question,
                        language,
                        finder.find(question, backend.clock().instant(), ZoneOffset.UTC),
                        about.map(product -> product.name().in("zh")).orElse(null),
                        CHANNEL,
                        known);
        return new TryResult(
                found.say().isEmpty() ? "none" : found.known() ? "answer" : "unknown",
                language,
                found.say().isEmpty() ? null : texts(found.say()),
                found.say().stream()
                        .filter(Content.Choice.class::isInstance)
                        .flatMap(choice -> ((Content.Choice) choice).options().stream())
                        .map(Content.Option::label)
                        .toList(),
                found.why(),
                found.sources(),
                recognised(found.named()));
    }

    private static String texts(List<Content> say) {
        return String.join(
                "\n",
                say.stream()
                        .map(content -> content instanceof Content.Choice choice
                                ? Optional.ofNullable(choice.prompt()).orElse("")
                                : Content.plainText(List.of(content)))
                        .filter(text -> !text.isEmpty())
                        .toList());
    }

    private static Recognised recognised(Mentions named) {
        return new Recognised(
                named.products().stream().map(ProductRoutes::named).toList(),
                named.kinds().stream()
                        .map((Kind kind) -> new Named(kind.id(), kind.name()))
                        .toList(),
                named.features().stream()
                        .map(feature -> new Named(feature.id(), feature.name()))
                        .toList(),
                named.problems().stream()
                        .map(problem -> new Named(problem.id(), problem.name()))
                        .toList());
    }
}
