/** Tests of the shop over HTTP, and of its data for Parley. */
@NullMarked
package io.parley.shop;

import org.jspecify.annotations.NullMarked;
