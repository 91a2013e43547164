package io.parley.edge.api.language;

import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Location;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.unmarshalling.Unmarshaller;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Permission;
import io.parley.edge.auth.Authentication;
import io.parley.edge.kit.Bodies;
import io.parley.edge.kit.Codes;
import io.parley.edge.kit.Items;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.Problems;
import io.parley.language.engine.TenantModel.Part;
import io.parley.training.PhraseFile;
import io.parley.training.PhraseKind;
import io.parley.training.TenantModels;
import io.parley.training.Training;
import io.parley.training.Trainings;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tenant's language models: training, evaluation, and choosing the one in use. */
public final class LanguageRoutes {

    private static final String PHRASES = "text/tab-separated-values";

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ModelView(
            String version,
            boolean inUse,
            String origin,
            Instant installedAt,
            Instant trainedAt,
            int bytes,
            @Nullable Part intents,
            @Nullable Part emotions) {}

    private final TenantModels models;
    private final Trainings trainings;
    private final Authentication authentication;
    private final Limits limits;

    public LanguageRoutes(TenantModels models, Trainings trainings, Authentication authentication, Limits limits) {
        this.models = models;
        this.trainings = trainings;
        this.authentication = authentication;
        this.limits = limits;
    }

    /** The routes served here, below {@code /api/v1}. */
    public Route routes() {
        return Directives.pathPrefix(
                "language",
                () -> Directives.concat(
                        Directives.path("training", () -> Directives.post(() -> trainer(this::training))),
                        Directives.path(
                                PathMatchers.segment("training").slash(PathMatchers.segment()),
                                id -> Directives.get(() -> trainer(agent -> Directives.completeWithFuture(
                                        trainings.find(agent.tenant(), id).thenApply(Json::ok))))),
                        Directives.path(
                                "models",
                                () -> Directives.get(
                                        () -> trainer(agent -> Directives.completeWithFuture(list(agent.tenant()))))),
                        Directives.path(
                                PathMatchers.segment("models")
                                        .slash(PathMatchers.segment())
                                        .slash("activate"),
                                version -> Directives.post(() -> trainer(agent ->
                                        Directives.completeWithFuture(models.use(agent.tenant(), version)
                                                .thenCompose(done -> list(agent.tenant()))))))));
    }

    private Route training(Agent agent) {
        return Directives.parameterMap(query -> Directives.extractRequest(request -> Bodies.within(
                limits.upload(),
                () -> Directives.entity(
                        bytes(), file -> Directives.completeWithFuture(train(agent.tenant(), query, request, file))))));
    }

    private Route trainer(Function<Agent, Route> inner) {
        return authentication.permitted(Permission.TRAIN_LANGUAGE, inner);
    }

    private static Unmarshaller<HttpEntity, byte[]> bytes() {
        return Unmarshaller.entityToByteString().thenApply(akka.util.ByteString::toArrayUnsafe);
    }

    private CompletionStage<HttpResponse> train(
            TenantId tenant, Map<String, String> query, HttpRequest request, byte[] body) {
        PhraseKind kind = Codes.read("kind", query.getOrDefault("kind", ""), PhraseKind.values(), PhraseKind::code);
        if (!request.entity().getContentType().mediaType().toString().equals(PHRASES)) {
            throw new Refused(ErrorCode.BAD_REQUEST, "Send the phrases as " + PHRASES + ", in UTF-8.");
        }
        PhraseFile file = PhraseFile.of(body, kind);
        if (!file.problems().isEmpty()) {
            return CompletableFuture.completedFuture(Problems.answer(
                    new Refused(
                            ErrorCode.BAD_REQUEST,
                            "The model cannot be trained on these phrases. Fix the lines and send the file again."),
                    Map.of("lines", file.problems())));
        }
        return trainings.start(tenant, kind, body).thenApply(LanguageRoutes::accepted);
    }

    private static HttpResponse accepted(Training training) {
        return Json.answer(StatusCodes.ACCEPTED, training)
                .addHeader(Location.create("/api/v1/language/training/" + training.id()));
    }

    private CompletionStage<HttpResponse> list(TenantId tenant) {
        return models.versions(tenant)
                .thenCombine(
                        models.inUse(),
                        (versions, inUse) -> Json.ok(Items.all(versions.stream()
                                .map(version -> new ModelView(
                                        version.version(),
                                        version.version().equals(inUse.get(tenant)),
                                        version.origin().code(),
                                        version.installedAt(),
                                        version.particulars().trainedAt(),
                                        version.bytes(),
                                        version.particulars().intents(),
                                        version.particulars().emotions()))
                                .toList())));
    }
}
