/** A node of the cluster: the command line, roles, membership. */
@NullMarked
package io.parley.cluster;

import org.jspecify.annotations.NullMarked;
