/** The few types shared by every part of Parley: ids, refusals, and the marker for messages that cross nodes. */
@NullMarked
package io.parley;

import org.jspecify.annotations.NullMarked;
