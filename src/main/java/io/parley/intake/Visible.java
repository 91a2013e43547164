package io.parley.intake;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;

/** Whether there is anything to see in a text: the one rule by which messages of customers and agents are refused as empty. */
public final class Visible {

    /** Drawn as nothing, though Unicode calls it a symbol. */
    private static final int BRAILLE_BLANK = 0x2800;

    private Visible() {}

    /**
     * False for a text that has only blanks of every width, control and format characters, joiners, fillers, variation selectors and
     * whatever else a reader is shown nothing for.
     */
    public static boolean isVisible(String text) {
        return text.codePoints().anyMatch(Visible::isVisible);
    }

    private static boolean isVisible(int c) {
        return c != BRAILLE_BLANK
                && !UCharacter.hasBinaryProperty(c, UProperty.WHITE_SPACE)
                && !UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
                && !isControl(c);
    }

    private static boolean isControl(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL || type == Character.FORMAT;
    }
}
