package io.parley.dialogue.knowledge;

/**
 * An article that may answer a question.
 *
 * @param confidence from 0 to 1: of all matches with a confidence of 0.8, eight in ten are the right article
 * @param verbatim whether the question is in the article's own words
 */
public record Match(Article article, double confidence, boolean verbatim) {}
