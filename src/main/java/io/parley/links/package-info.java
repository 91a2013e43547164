/** Typed ways to entities, wherever in the cluster they are. */
@NullMarked
package io.parley.links;

import org.jspecify.annotations.NullMarked;
