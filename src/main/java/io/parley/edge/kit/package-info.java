/** Shared by all routes: limits, problem documents, client addresses, required headers. */
@NullMarked
package io.parley.edge.kit;

import org.jspecify.annotations.NullMarked;
