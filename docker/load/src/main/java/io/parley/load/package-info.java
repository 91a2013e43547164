/** The load generator's commands, one class each. */
@NullMarked
package io.parley.load;

import org.jspecify.annotations.NullMarked;
