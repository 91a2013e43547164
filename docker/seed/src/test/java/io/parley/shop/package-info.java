/** The shop seen from outside, over HTTP, and what is imported into Parley for it. */
@NullMarked
package io.parley.shop;

import org.jspecify.annotations.NullMarked;
