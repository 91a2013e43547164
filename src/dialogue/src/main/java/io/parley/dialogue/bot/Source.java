package io.parley.dialogue.bot;

/**
 * What an answer was taken from, and its title in the answer's language.
 *
 * @param article the article's id; for a product or a known problem, the code as in {@link Memory#tried}
 */
public record Source(String article, String title) {}
