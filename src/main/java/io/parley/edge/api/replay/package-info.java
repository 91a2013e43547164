/** Recorded conversations decided again by the bot of today. */
@NullMarked
package io.parley.edge.api.replay;

import org.jspecify.annotations.NullMarked;
