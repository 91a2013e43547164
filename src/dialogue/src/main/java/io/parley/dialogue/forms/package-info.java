/**
 * Tasks done over several turns, described by the company: what must be known, how it is asked for, what is done with it. Pure: no clock,
 * no IO.
 */
@NullMarked
package io.parley.dialogue.forms;

import org.jspecify.annotations.NullMarked;
