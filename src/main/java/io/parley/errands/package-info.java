/**
 * One way to get done what the outside must still do for an entity: derived from its state, repeated until confirmed, dropped once the state no
 * longer asks for it.
 */
@NullMarked
package io.parley.errands;

import org.jspecify.annotations.NullMarked;
