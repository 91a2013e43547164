/** Reads the journals slice by slice, once for all consumers. */
@NullMarked
package io.parley.projection;

import org.jspecify.annotations.NullMarked;
