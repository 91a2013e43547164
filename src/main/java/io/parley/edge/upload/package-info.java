/** Files that customers send: received within limits, inspected, kept for a time, served so that a browser does not run them. */
@NullMarked
package io.parley.edge.upload;

import org.jspecify.annotations.NullMarked;
