/** Brings what we say to customers whose channel does not fetch it: in order, again until it is taken, across crashes. */
@NullMarked
package io.parley.gateway;

import org.jspecify.annotations.NullMarked;
