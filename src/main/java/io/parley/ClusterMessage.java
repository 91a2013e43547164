package io.parley;

/**
 * Marks messages that may travel between nodes; bound to the CBOR serializer in {@code reference.conf}.
 *
 * <p>A message larger than Artery's frame ({@code akka.remote.artery.advanced.maximum-frame-size}) is dropped without an answer, so every
 * list and text in a message is bounded where it is created; {@code ClusterMessagesTest} builds the largest of each.
 */
public interface ClusterMessage {

    /** Most bytes of a serialized message: three quarters of a frame; the rest is for its header and for later additions. */
    int MAX_BYTES = 192 * 1024;
}
