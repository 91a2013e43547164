/** What was said: the language it is in, and what it means. */
@NullMarked
package io.parley.language;

import org.jspecify.annotations.NullMarked;
