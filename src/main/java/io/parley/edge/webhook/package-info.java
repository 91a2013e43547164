/** Webhooks by which other systems deliver customers' messages. */
@NullMarked
package io.parley.edge.webhook;

import org.jspecify.annotations.NullMarked;
