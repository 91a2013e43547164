/** Customers as agents see them. */
@NullMarked
package io.parley.edge.api.customers;

import org.jspecify.annotations.NullMarked;
