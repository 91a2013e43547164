/** Authentication: signing in, tokens, tickets, and which browsers may connect. */
@NullMarked
package io.parley.edge.auth;

import org.jspecify.annotations.NullMarked;
