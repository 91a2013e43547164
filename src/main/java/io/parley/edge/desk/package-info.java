/** The socket through which a console reaches an agent's desk, and its frames as JSON. */
@NullMarked
package io.parley.edge.desk;

import org.jspecify.annotations.NullMarked;
