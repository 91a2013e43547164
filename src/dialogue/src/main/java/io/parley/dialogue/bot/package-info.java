/**
 * The journal's record of the bot: its turns, its memory, its decisions and their basis. Independent of
 * the engine's classes, so that the engine can change and recorded conversations can still be read and decided again. Names and shapes here
 * must never change.
 */
@NullMarked
package io.parley.dialogue.bot;

import org.jspecify.annotations.NullMarked;
