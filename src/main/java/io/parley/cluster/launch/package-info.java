/**
 * {@code ./parley up}: everything on one machine for trying Parley out. This is the one place in the server that blocks, since it waits
 * for processes, not for messages.
 */
@NullMarked
package io.parley.cluster.launch;

import org.jspecify.annotations.NullMarked;
