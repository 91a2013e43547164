/** What we and a company's own systems sign for each other, so that each knows who wrote it. */
@NullMarked
package io.parley.signing;

import org.jspecify.annotations.NullMarked;
