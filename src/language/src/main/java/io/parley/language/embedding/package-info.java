/** Sentences as vectors: similar meanings lie near each other. */
@NullMarked
package io.parley.language.embedding;

import org.jspecify.annotations.NullMarked;
