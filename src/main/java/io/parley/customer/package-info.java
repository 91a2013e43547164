/** The person across channels: how they are identified, and which conversation is current. */
@NullMarked
package io.parley.customer;

import org.jspecify.annotations.NullMarked;
