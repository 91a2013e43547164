/** A tenant's agents, queues, channel accounts and settings. Configuration, not conversation. */
@NullMarked
package io.parley.directory;

import org.jspecify.annotations.NullMarked;
