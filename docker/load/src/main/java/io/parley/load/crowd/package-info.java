/** Virtual customers, the rate at which they write, and the accounts of every message. */
@NullMarked
package io.parley.load.crowd;

import org.jspecify.annotations.NullMarked;
