@NullUnmarked
package io.parley.dialogue.composing;

import org.jspecify.annotations.NullUnmarked;
