/**
 * The common way to get work done outside an entity on its behalf: derived from its state, repeated until confirmed, dropped once the state
 * no longer asks for it.
 */
@NullMarked
package io.parley.errands;

import org.jspecify.annotations.NullMarked;
