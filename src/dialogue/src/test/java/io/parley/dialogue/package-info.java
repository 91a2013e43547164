@NullMarked
package io.parley.dialogue;

import org.jspecify.annotations.NullMarked;
