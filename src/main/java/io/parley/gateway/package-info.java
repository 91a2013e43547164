/** Delivers replies to customers whose channel does not fetch them: in order, retried until accepted, across crashes. */
@NullMarked
package io.parley.gateway;

import org.jspecify.annotations.NullMarked;
