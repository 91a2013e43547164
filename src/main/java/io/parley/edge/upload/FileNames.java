package io.parley.edge.upload;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names of files as they travel in headers: as senders write them, and as browsers read them back. */
final class FileNames {

    private FileNames() {}

    /**
     * Returns the name that a part of a form means: browsers write a quotation mark and line ends as {@code %22}, {@code %0D}, {@code %0A},
     * and nothing else (the URL and HTML standards' multipart encoding). Path separators are replaced, because a path is not a name.
     */
    static String given(String written) {
        return written.replace("%22", "\"").replaceAll("(?i)%0[da]", " ").replaceAll("[/\\\\]", "_");
    }

    /** The parameters of a Content-Disposition (RFC 6266): for clients that know only ASCII, and the name as it is. */
    static String parameters(String name) {
        StringBuilder ascii = new StringBuilder();
        name.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                ascii.append('\\');
            }
            ascii.append(c >= ' ' && c < 0x7f ? (char) c : '_');
        });
        // RFC 8187; URLEncoder differs from it in the space and the asterisk.
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }
}
