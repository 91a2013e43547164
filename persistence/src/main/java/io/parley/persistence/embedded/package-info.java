/**
 * Cassandra and Kafka for one machine: each a forked JVM with its own class path, reachable from this machine only, never outliving the
 * process that started it.
 */
@NullMarked
package io.parley.persistence.embedded;

import org.jspecify.annotations.NullMarked;
