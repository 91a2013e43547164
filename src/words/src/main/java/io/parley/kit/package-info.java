/** Small tools that all parts share; each is the only copy of its rule. */
@NullMarked
package io.parley.kit;

import org.jspecify.annotations.NullMarked;
