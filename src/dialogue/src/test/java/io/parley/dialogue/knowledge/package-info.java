@NullMarked
package io.parley.dialogue.knowledge;

import org.jspecify.annotations.NullMarked;
