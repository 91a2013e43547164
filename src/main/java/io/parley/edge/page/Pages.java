package io.parley.edge.page;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.pathEndOrSingleSlash;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.Directives.redirect;
import static akka.http.javadsl.server.Directives.respondWithHeaders;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.Uri;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.directory.Directory;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.Origins;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Static files from the class path under {@code web/}: the demo shop's page at {@code /}, the widget's script, the console as a
 * single-page application; and {@code GET /api/v1/widget/{key}}.
 */
public final class Pages {

    /** Files whose names hold a hash of their content: they never change. */
    private static final HttpHeader FOR_EVER = RawHeader.create("Cache-Control", "public, max-age=31536000, immutable");

    /** Revalidated each time, which usually results in a 304. */
    private static final HttpHeader ASK_AGAIN = RawHeader.create("Cache-Control", "public, no-cache");

    private static final HttpHeader POLICY = policy(
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; "
                    + "media-src 'self' blob:; font-src 'self'; connect-src 'self' ws: wss:; manifest-src 'self'; "
                    + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'");

    private final Directory directory;
    private final StaticFiles files;

    /** @param root of the files on the class path */
    public Pages(Directory directory, String root) {
        this.directory = directory;
        this.files = new StaticFiles(root);
    }

    public Route route() {
        return concat(
                path(
                        segment("api").slash("v1").slash("widget").slash(segment()),
                        key -> Origins.readable(
                                () -> get(() -> extractRequest(request -> complete(widget(request, key)))))),
                get(() -> respondWithHeaders(
                        List.of(POLICY),
                        () -> concat(
                                pathEndOrSingleSlash(() -> page("/index.html")),
                                pathPrefix("console", this::console),
                                respondWithHeaders(List.of(ASK_AGAIN), () -> files.below(""))))));
    }

    /** Every address below the console that is not a file is a view of it. */
    private Route console() {
        return concat(
                akka.http.javadsl.server.Directives.pathEnd(
                        () -> redirect(Uri.create("/console/"), StatusCodes.PERMANENT_REDIRECT)),
                pathPrefix(
                        "assets",
                        () -> concat(
                                respondWithHeaders(List.of(FOR_EVER), () -> files.below("/console/assets")),
                                akka.http.javadsl.server.Directives.failWith(
                                        new Refused(ErrorCode.NOT_FOUND, "There is no such file. Reload the page.")))),
                pathEndOrSingleSlash(() -> page("/console/index.html")),
                respondWithHeaders(List.of(ASK_AGAIN), () -> files.below("/console")),
                page("/console/index.html"));
    }

    private Route page(String file) {
        return respondWithHeaders(List.of(ASK_AGAIN), () -> files.file(file));
    }

    private HttpResponse widget(HttpRequest request, String key) {
        ChannelAccount account = directory
                .byWidgetKey(key)
                .filter(found -> found.channel().equals("webchat"))
                .orElseThrow(() ->
                        new Refused(ErrorCode.NOT_FOUND, "There is no such widget. Check data-channel in the page."));
        String origin = Origins.of(request);
        if (origin != null && !Origins.allows(account.origins(), origin)) {
            throw new Refused(
                    ErrorCode.NOT_ALLOWED,
                    "This page's origin may not use this channel. Add it to the account's origins.");
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("key", account.widgetKey());
        answer.put("name", account.name());
        answer.put("greeting", account.greeting());
        answer.put("suggestions", suggestions(account));
        return Json.ok(answer).addHeader(RawHeader.create("Cache-Control", "public, max-age=60"));
    }

    /** Returns suggestions by language, at least in those that the widget itself speaks. */
    private static Map<String, List<String>> suggestions(ChannelAccount account) {
        Map<String, List<String>> byLanguage = new TreeMap<>();
        Stream.concat(
                        Stream.of("zh", "en"),
                        account.suggestions().stream().flatMap(text -> text.texts().keySet().stream()))
                .forEach(language -> byLanguage.computeIfAbsent(language, tag -> account.suggestions().stream()
                        .map(text -> text.in(tag))
                        .toList()));
        return byLanguage;
    }

    private static HttpHeader policy(String text) {
        return RawHeader.create("Content-Security-Policy", text);
    }
}
