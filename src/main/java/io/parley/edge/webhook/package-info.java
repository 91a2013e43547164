/** Where other systems bring what customers said. */
@NullMarked
package io.parley.edge.webhook;

import org.jspecify.annotations.NullMarked;
