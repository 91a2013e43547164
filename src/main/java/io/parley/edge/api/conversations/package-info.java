/** Conversations as agents read them: lists, transcripts, and how they were routed. */
@NullMarked
package io.parley.edge.api.conversations;

import org.jspecify.annotations.NullMarked;
