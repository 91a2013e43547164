/** Colleagues with their presence, and the queues they serve. */
@NullMarked
package io.parley.edge.api.agents;

import org.jspecify.annotations.NullMarked;
