/** Signatures between us and a company's own systems, so that each side knows who wrote a message. */
@NullMarked
package io.parley.signing;

import org.jspecify.annotations.NullMarked;
