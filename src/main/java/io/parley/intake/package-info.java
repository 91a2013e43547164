/** The way of a customer's message into its conversation, whichever channel it came by. */
@NullMarked
package io.parley.intake;

import org.jspecify.annotations.NullMarked;
