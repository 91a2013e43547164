@NullMarked
package io.parley.dialogue.turn;

import org.jspecify.annotations.NullMarked;
