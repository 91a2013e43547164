/** The demo shop: a small, real order service that Parley calls over HTTP, as it would any company's own system. */
@NullMarked
package io.parley.shop;

import org.jspecify.annotations.NullMarked;
