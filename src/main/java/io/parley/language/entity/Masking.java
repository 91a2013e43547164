package io.parley.language.entity;

import io.parley.language.Entity;
import io.parley.language.Spelling;
import java.time.LocalDate;
import java.util.List;

/**
 * Takes telephone numbers, e-mail addresses, identity cards and bank cards out of a text before it goes to a language model, a log or
 * anybody else who need not know them. Addresses of houses stay.
 */
public final class Masking {

    private static final int SHOWN = 4;

    /** No day of birth is after this; whether it has been yet makes no difference to how personal it is. */
    private static final LocalDate ANY_DAY = LocalDate.of(2999, 12, 31);

    private Masking() {}

    /**
     * The text with masks instead: {@code ***********0366} for a telephone number or bank card (a star a digit, the last four shown, as
     * people name them by those), {@code [email]}, {@code [id-card]}. Defined for every text; masking again changes nothing.
     */
    public static String mask(String text) {
        Findings findings = new Findings(Spelling.fold(text));
        EntityFinder.personal(findings, ANY_DAY);
        TrackingRule.find(findings); // numbers of parcels are no cards
        return mask(text, findings.entities());
    }

    /**
     * The same when the entities of this very text are known.
     *
     * @param entities as {@link EntityFinder} gives them for the text, in order
     */
    public static String mask(String text, List<Entity> entities) {
        StringBuilder masked = new StringBuilder(text.length());
        int at = 0;
        for (Entity entity : entities) {
            String mask =
                    switch (entity.type()) {
                        case Entity.PHONE, Entity.BANK_CARD -> stars(entity.value());
                        case Entity.EMAIL -> "[email]";
                        case Entity.ID_CARD -> "[id-card]";
                        default -> null;
                    };
            if (mask != null) {
                masked.append(text, at, entity.start()).append(mask);
                at = entity.end();
            }
        }
        return masked.append(text, at, text.length()).toString();
    }

    private static String stars(String value) {
        int shown = Math.max(0, value.length() - SHOWN);
        return "*".repeat(shown) + value.substring(shown);
    }
}
