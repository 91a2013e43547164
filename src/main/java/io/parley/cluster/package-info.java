/** A node of the cluster: the parts it starts, its roles, its membership. */
@NullMarked
package io.parley.cluster;

import org.jspecify.annotations.NullMarked;
