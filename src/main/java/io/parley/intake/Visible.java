package io.parley.intake;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;

/** Decides whether a text contains anything visible: the one rule by which messages from customers and agents are refused as empty. */
public final class Visible {

    /** Rendered as a blank, although Unicode classifies it as a symbol. */
    private static final int BRAILLE_BLANK = 0x2800;

    private Visible() {}

    /**
     * Returns false for a text that consists only of blanks of any width, control and format characters, joiners, fillers, variation
     * selectors and other characters that are not displayed.
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
