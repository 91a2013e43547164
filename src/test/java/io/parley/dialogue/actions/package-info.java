@NullMarked
package io.parley.dialogue.actions;

import org.jspecify.annotations.NullMarked;
