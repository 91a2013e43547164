/** Who and what a tenant has: its agents, queues, channel accounts. Configuration, not conversation. */
@NullMarked
package io.parley.directory;

import org.jspecify.annotations.NullMarked;
