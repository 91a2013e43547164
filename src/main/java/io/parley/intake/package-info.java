/** Delivery of a customer's message to its conversation, whichever channel it came through. */
@NullMarked
package io.parley.intake;

import org.jspecify.annotations.NullMarked;
