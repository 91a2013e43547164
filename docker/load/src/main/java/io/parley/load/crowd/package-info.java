/** Virtual customers, the pace at which they speak, and the accounts of what became of every message. */
@NullMarked
package io.parley.load.crowd;

import org.jspecify.annotations.NullMarked;
