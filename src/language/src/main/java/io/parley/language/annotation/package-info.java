/** A second reader of texts, slower and with large models: names, and sentiment by sentence structure. */
@NullMarked
package io.parley.language.annotation;

import org.jspecify.annotations.NullMarked;
