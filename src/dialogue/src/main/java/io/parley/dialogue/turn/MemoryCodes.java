package io.parley.dialogue.turn;

/** What the codes in {@link io.parley.dialogue.bot.Memory#tried} begin with. They are stored, so they may not change. */
final class MemoryCodes {

    static final String ARTICLE = "article";

    /** A form that reached its end, whatever the result. */
    static final String FORM = "form";

    /** A form that has not reached its end yet. */
    static final String BEGUN_FORM = "form-begun";

    /** A form that was cancelled. */
    static final String LEFT_FORM = "form-left";

    static final String PRODUCT = "product";
    static final String PROBLEM = "problem";

    private MemoryCodes() {}

    /** Returns a confidence as it is recorded. */
    static int percent(double confidence) {
        return (int) Math.round(confidence * 100);
    }
}
