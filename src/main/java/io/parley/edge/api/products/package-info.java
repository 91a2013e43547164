/** The graph of products: reading, changing and trying it. */
@NullMarked
package io.parley.edge.api.products;

import org.jspecify.annotations.NullMarked;
