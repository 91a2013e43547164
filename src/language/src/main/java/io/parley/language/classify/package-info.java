/** Classifiers that a tenant trains on its own phrases: intents, sentiment, emotions. */
@NullMarked
package io.parley.language.classify;

import org.jspecify.annotations.NullMarked;
