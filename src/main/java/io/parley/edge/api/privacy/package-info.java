/** The keys of customers and of their tenant. */
@NullMarked
package io.parley.edge.api.privacy;

import org.jspecify.annotations.NullMarked;
