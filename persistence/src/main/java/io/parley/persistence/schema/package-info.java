/** The Cassandra schema: numbered CQL scripts, and the migrator that brings a cluster to the newest of them. */
@NullMarked
package io.parley.persistence.schema;

import org.jspecify.annotations.NullMarked;
