/** Classifiers that a tenant trains on phrases of its own: intents, sentiment, emotions. */
@NullMarked
package io.parley.language.classify;

import org.jspecify.annotations.NullMarked;
