/** The entry point from outside: the only package that serves HTTP. */
@NullMarked
package io.parley.edge;

import org.jspecify.annotations.NullMarked;
