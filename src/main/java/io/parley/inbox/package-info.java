/** The read side: transcripts, lists and timelines. Everything here can be rebuilt from the journals. */
@NullMarked
package io.parley.inbox;

import org.jspecify.annotations.NullMarked;
