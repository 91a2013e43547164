/** What was said: which language it is in, and later what it means. */
@NullMarked
package io.parley.language;

import org.jspecify.annotations.NullMarked;
