package io.parley.edge.page;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.conditional;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.extractUnmatchedPath;
import static akka.http.javadsl.server.Directives.reject;
import static akka.http.javadsl.server.Directives.respondWithHeader;
import static akka.http.javadsl.server.Directives.withRangeSupport;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.EntityTag;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import akka.http.scaladsl.model.headers.HttpEncoding;
import akka.http.scaladsl.server.EncodingNegotiator;
import akka.http.scaladsl.server.directives.ContentTypeResolver;
import akka.util.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of one folder on the class path, kept in memory: about two megabytes in total. Clients that accept it get them compressed: the
 * build puts {@code app.js.br} and {@code app.js.gz} beside {@code app.js}.
 *
 * <p>The ETag is a hash of the content: in the jar of a reproducible build all files have the same date, and a page in which only the names
 * of scripts have changed keeps its length.
 */
final class StaticFiles {

    /** All files of the build match this; folders do not, as they have no dot. */
    private static final Pattern NAMES = Pattern.compile("(/[\\w-]+)*/[\\w-]+(\\.[\\w-]+)+");

    /** Keeps the forms of a file apart in caches. */
    private static final HttpHeader VARY = RawHeader.create("Vary", "Accept-Encoding");

    private static final int TAG_BYTES = 16;

    /** The smallest comes first. */
    private enum Form {
        BROTLI("br", ".br"),
        GZIP("gzip", ".gz"),
        AS_IT_IS("identity", "");

        private final String encoding;
        private final String suffix;

        Form(String encoding, String suffix) {
            this.encoding = encoding;
            this.suffix = suffix;
        }

        private boolean suits(HttpRequest request) {
            // Strictly speaking, HTTP lets a client that does not mention encodings accept all of them.
            return this == AS_IT_IS
                    || (request.getHeader("Accept-Encoding").isPresent()
                            && new EncodingNegotiator(((akka.http.scaladsl.model.HttpRequest) request).headers())
                                    .isAccepted(HttpEncoding.custom(encoding)));
        }
    }

    private record Content(ByteString bytes, EntityTag tag) {}

    private final String root;
    private final Map<String, Content> contents = new ConcurrentHashMap<>();

    /** @param root the folder */
    StaticFiles(String root) {
        this.root = root;
    }

    /** Rejects requests for files that are not there. */
    Route below(String folder) {
        return extractUnmatchedPath(path -> file(folder + path));
    }

    /** @param path from the root on, beginning with a slash */
    Route file(String path) {
        if (!NAMES.matcher(path).matches()) {
            return reject();
        }
        ContentType type = ContentTypeResolver.Default().resolve(path);
        return extractRequest(request -> Stream.of(Form.values())
                .filter(form -> form.suits(request))
                .flatMap(form -> content(path + form.suffix).map(content -> served(content, type, form)).stream())
                .findFirst()
                .orElseGet(() -> reject()));
    }

    private static Route served(Content content, ContentType type, Form form) {
        HttpResponse plain = HttpResponse.create().withEntity(HttpEntities.create(type, content.bytes()));
        HttpResponse response =
                form == Form.AS_IT_IS ? plain : plain.addHeader(RawHeader.create("Content-Encoding", form.encoding));
        return respondWithHeader(
                VARY, () -> conditional(content.tag(), () -> withRangeSupport(() -> complete(response))));
    }

    private Optional<Content> content(String path) {
        return Optional.ofNullable(
                contents.computeIfAbsent(path, name -> read(root + name).orElse(null)));
    }

    private static Optional<Content> read(String resource) {
        try (InputStream file = StaticFiles.class.getClassLoader().getResourceAsStream(resource)) {
            if (file == null) {
                return Optional.empty();
            }
            byte[] bytes = file.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Optional.of(new Content(
                    ByteString.fromArray(bytes),
                    EntityTag.create(HexFormat.of().formatHex(hash, 0, TAG_BYTES), false)));
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
