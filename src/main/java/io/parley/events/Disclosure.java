package io.parley.events;

import io.parley.events.published.PublishedPersonal;
import io.parley.language.entity.Masking;
import java.util.List;

/** The form in which personal data is published to Kafka; the tenant's choice, {@code publish.personal} in {@code tenant.yaml}. */
public enum Disclosure {
    /** Not readable. */
    SEALED,
    /** With placeholders for anything that identifies a person. */
    MASKED,
    /** As it is. */
    CLEAR;

    /** Free text, in which only parts may be personal. */
    PublishedPersonal words(String words) {
        return switch (this) {
            case SEALED -> PublishedPersonal.SEALED;
            case MASKED ->
                PublishedPersonal.masked(Masking.mask(words, List.of()).text());
            case CLEAR -> PublishedPersonal.clear(words);
        };
    }

    /**
     * A value that is personal as a whole, such as a name.
     *
     * @param placeholder what replaces it when masked, e.g. {@code [name]}
     */
    PublishedPersonal whole(String value, String placeholder) {
        return switch (this) {
            case SEALED -> PublishedPersonal.SEALED;
            case MASKED -> PublishedPersonal.masked(placeholder);
            case CLEAR -> PublishedPersonal.clear(value);
        };
    }
}
