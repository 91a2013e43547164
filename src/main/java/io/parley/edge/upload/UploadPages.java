package io.parley.edge.upload;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import io.parley.ErrorCode;
import io.parley.Refused;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

/** Serves uploads under {@value #PATH}{@code {id}}: to whoever knows the id, and so that nothing in them runs. */
public final class UploadPages {

    public static final String PATH = "/api/v1/uploads/";

    private final Uploads uploads;

    public UploadPages(Uploads uploads) {
        this.uploads = uploads;
    }

    public Route route() {
        return pathPrefix(
                "api",
                () -> pathPrefix(
                        "v1",
                        () -> pathPrefix(
                                "uploads", () -> path(segment(), id -> get(() -> completeWithFuture(answer(id)))))));
    }

    private CompletionStage<HttpResponse> answer(String id) {
        return uploads.find(id).thenApply(found -> found.map(UploadPages::answer)
                .orElseThrow(() -> new Refused(ErrorCode.NOT_FOUND, "There is no such file, or it is gone by now.")));
    }

    private static HttpResponse answer(Uploads.Kept kept) {
        Uploads.Upload upload = kept.upload();
        String disposition = MediaTypes.isShown(upload.mime()) ? "inline" : "attachment";
        // RFC 8187; URLEncoder differs from it in the blank only.
        String name = URLEncoder.encode(upload.name(), StandardCharsets.UTF_8).replace("+", "%20");
        return HttpResponse.create()
                .withEntity(HttpEntities.create(ContentTypes.parse(upload.mime()), upload.bytes(), kept.bytes()))
                .addHeader(RawHeader.create("Content-Disposition", disposition + "; filename*=UTF-8''" + name))
                .addHeader(RawHeader.create("Content-Security-Policy", "default-src 'none'; sandbox"))
                // A bytes' address never gets other bytes.
                .addHeader(RawHeader.create("Cache-Control", "private, max-age=86400, immutable"));
    }
}
