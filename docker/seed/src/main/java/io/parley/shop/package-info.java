/** The demo shop: a small, real order service that Parley talks to over HTTP like to any company's own system. */
@NullMarked
package io.parley.shop;

import org.jspecify.annotations.NullMarked;
