/** Sentences as vectors: what lies near means alike. */
@NullMarked
package io.parley.language.embedding;

import org.jspecify.annotations.NullMarked;
