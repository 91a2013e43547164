package io.parley.dialogue.knowledge;

/**
 * An article that may answer a question.
 *
 * @param confidence from 0, nothing in common, to 1, asked in the very words of the article; comparable between questions
 */
public record Match(Article article, double confidence) {}
