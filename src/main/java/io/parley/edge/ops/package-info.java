/** What operators can query on a node: health, readiness, figures. */
@NullMarked
package io.parley.edge.ops;

import org.jspecify.annotations.NullMarked;
