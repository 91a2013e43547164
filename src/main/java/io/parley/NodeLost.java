package io.parley;

/**
 * A node left the cluster without handing over what it held. Published on the event stream of every other node: whoever follows an
 * entity follows it again, for it may have been there.
 */
public record NodeLost() {}
