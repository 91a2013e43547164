@NullUnmarked
package io.parley.bots.composing;

import org.jspecify.annotations.NullUnmarked;
