/** An agent's desk: what their consoles show, kept in step over any number of sockets. */
@NullMarked
package io.parley.edge.desk;

import org.jspecify.annotations.NullMarked;
