package io.parley;

/**
 * A node left the cluster without handing over what it held. Published on the event stream of every other node: followers of an entity
 * follow it again, because it may have been on the lost node.
 */
public record NodeLost() {}
