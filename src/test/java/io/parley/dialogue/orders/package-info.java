@NullMarked
package io.parley.dialogue.orders;

import org.jspecify.annotations.NullMarked;
