/** Customers' web and in-app chat: the Bot Framework's Direct Line 3.0 protocol, so that its existing clients work unchanged. */
@NullMarked
package io.parley.edge.directline;

import org.jspecify.annotations.NullMarked;
