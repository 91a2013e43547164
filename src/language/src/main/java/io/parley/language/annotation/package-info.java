/** A second reader of texts, slower and with large models: names, sentiment by sentence structure, words of Chinese. */
@NullMarked
package io.parley.language.annotation;

import org.jspecify.annotations.NullMarked;
