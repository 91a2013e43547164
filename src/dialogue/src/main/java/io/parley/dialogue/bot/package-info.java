/**
 * What the journal holds about the bot: the turn it was asked about, what it remembers, what it decided and on what basis. Independent of
 * the engine's classes, so that the engine can change and recorded conversations can still be read and decided again. Names and shapes here
 * must never change.
 */
@NullMarked
package io.parley.dialogue.bot;

import org.jspecify.annotations.NullMarked;
