/** Delivery of customers' messages to their conversations, from all channels. */
@NullMarked
package io.parley.intake;

import org.jspecify.annotations.NullMarked;
