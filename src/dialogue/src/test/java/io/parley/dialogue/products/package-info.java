@NullMarked
package io.parley.dialogue.products;

import org.jspecify.annotations.NullMarked;
