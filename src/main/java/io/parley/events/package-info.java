/** What leaves and enters over Kafka, as CloudEvents. */
@NullMarked
package io.parley.events;

import org.jspecify.annotations.NullMarked;
