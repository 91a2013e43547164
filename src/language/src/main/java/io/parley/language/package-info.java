/** Language understanding: which language a text is in, and what it means. */
@NullMarked
package io.parley.language;

import org.jspecify.annotations.NullMarked;
