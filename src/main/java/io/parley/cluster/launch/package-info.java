/**
 * {@code ./parley up}, which runs everything on one machine for trying Parley out, and the commands that import, train and manage keys.
 * This package may block, because it waits for processes, not for messages.
 */
@NullMarked
package io.parley.cluster.launch;

import org.jspecify.annotations.NullMarked;
