/** The events published over Kafka, as CloudEvents with their own schema, and the messages that companies' systems deliver over it. */
@NullMarked
package io.parley.events;

import org.jspecify.annotations.NullMarked;
