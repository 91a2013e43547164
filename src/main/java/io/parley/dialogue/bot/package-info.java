/**
 * What the journal holds of the bot: the turn it was asked, what it remembers, what it decided and from what. Free of the engine's classes, so
 * that the engine can change and a recorded conversation still be read and decided again. Names and shapes here are for ever.
 */
@NullMarked
package io.parley.dialogue.bot;

import org.jspecify.annotations.NullMarked;
