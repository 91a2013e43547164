/** Recorded conversations replayed with the current bot. */
@NullMarked
package io.parley.edge.api.replay;

import org.jspecify.annotations.NullMarked;
