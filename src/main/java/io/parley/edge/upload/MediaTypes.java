package io.parley.edge.upload;

import java.util.Set;

/** The types of files that are accepted, and those that a browser may show rather than save. */
final class MediaTypes {

    /** Shown in place. None of them can hold a script that would run in our origin. */
    private static final Set<String> SHOWN =
            Set.of("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif");

    private static final Set<String> DOCUMENTS = Set.of(
            "application/pdf",
            "text/plain",
            "text/csv",
            "text/markdown",
            "application/rtf",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation");

    private static final String SVG = "image/svg+xml";

    private MediaTypes() {}

    /** Whether files of this type are kept at all; HTML, SVG, scripts, archives and programs are not. */
    static boolean isTaken(String mime) {
        boolean picture = mime.startsWith("image/") && !mime.equals(SVG);
        return picture || isPlayed(mime) || DOCUMENTS.contains(mime);
    }

    static boolean isShown(String mime) {
        return SHOWN.contains(mime) || isPlayed(mime);
    }

    private static boolean isPlayed(String mime) {
        return mime.startsWith("audio/") || mime.startsWith("video/");
    }
}
