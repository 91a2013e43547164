package io.parley.edge.upload;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.extractRequest;
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
import io.parley.TenantId;
import io.parley.edge.kit.ClientAddresses;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.Throttle;
import java.time.Clock;
import java.util.concurrent.CompletionStage;

/** Serves uploads under {@value #PATH}{@code {tenant}/{id}}: to anyone who knows the id, and in such a way that nothing in them runs. */
public final class UploadPages {

    public static final String PATH = "/api/v1/uploads/";

    private final Uploads uploads;
    private final Throttle reads;

    public UploadPages(Uploads uploads, Limits limits, Clock clock) {
        this.uploads = uploads;
        this.reads = new Throttle(limits.reads(), clock);
    }

    static String addressOf(TenantId tenant, String id) {
        return PATH + tenant + "/" + id;
    }

    public Route route() {
        return pathPrefix(
                "api",
                () -> pathPrefix(
                        "v1",
                        () -> pathPrefix(
                                "uploads",
                                () -> path(
                                        segment().slash(segment()),
                                        (tenant, id) -> get(() -> extractRequest(request -> {
                                            reads.take(ClientAddresses.of(request));
                                            return completeWithFuture(answer(tenant, id));
                                        }))))));
    }

    private CompletionStage<HttpResponse> answer(String tenant, String id) {
        TenantId known;
        try {
            known = new TenantId(tenant);
        } catch (IllegalArgumentException e) {
            throw gone();
        }
        return uploads.find(known, id)
                .thenApply(found -> found.map(UploadPages::answer).orElseThrow(UploadPages::gone));
    }

    private static Refused gone() {
        return new Refused(ErrorCode.NOT_FOUND, "There is no such file, or it has been deleted.");
    }

    private static HttpResponse answer(Uploads.StoredUpload kept) {
        Uploads.Upload upload = kept.upload();
        String disposition = MediaTypes.isShown(upload.mime()) ? "inline" : "attachment";
        return HttpResponse.create()
                .withEntity(HttpEntities.create(ContentTypes.parse(upload.mime()), upload.bytes(), kept.bytes()))
                .addHeader(RawHeader.create(
                        "Content-Disposition", disposition + "; " + FileNames.parameters(upload.name())))
                .addHeader(RawHeader.create("Content-Security-Policy", "default-src 'none'; sandbox"))
                // The bytes at an address never change.
                .addHeader(RawHeader.create("Cache-Control", "private, max-age=86400, immutable"));
    }
}
