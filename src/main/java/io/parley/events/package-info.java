/** What leaves over Kafka, as CloudEvents of a schema of its own, and what companies' systems deliver over it. */
@NullMarked
package io.parley.events;

import org.jspecify.annotations.NullMarked;
