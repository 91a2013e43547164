/** Where the outside comes in: the only package that knows HTTP. */
@NullMarked
package io.parley.edge;

import org.jspecify.annotations.NullMarked;
