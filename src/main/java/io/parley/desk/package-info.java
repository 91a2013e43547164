/**
 * An agent's desk: what their consoles show, kept in step over any number of connections. Knows neither sockets nor JSON: both are the
 * edge's.
 */
@NullMarked
package io.parley.desk;

import org.jspecify.annotations.NullMarked;
