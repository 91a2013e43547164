/** Health, readiness and metrics of a node, for operators. */
@NullMarked
package io.parley.edge.ops;

import org.jspecify.annotations.NullMarked;
