/** Reading the journals slice by slice, once for all who want to know what happened. */
@NullMarked
package io.parley.projection;

import org.jspecify.annotations.NullMarked;
