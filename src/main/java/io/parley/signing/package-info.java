/** Signatures between Parley and companies' systems, by which each side authenticates the other. */
@NullMarked
package io.parley.signing;

import org.jspecify.annotations.NullMarked;
