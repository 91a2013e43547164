/** What makes a node of the cluster: the command line, roles, health. */
@NullMarked
package io.parley.cluster;

import org.jspecify.annotations.NullMarked;
