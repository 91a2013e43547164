package io.parley;

/**
 * Marks what may travel between nodes; bound to the CBOR serializer in {@code reference.conf}.
 *
 * <p>A message larger than Artery's frame ({@code akka.remote.artery.advanced.maximum-frame-size}) is dropped without an answer, so every list
 * and text in one has a bound where it comes into being; {@code ClusterMessagesTest} builds the largest of each.
 */
public interface ClusterMessage {

    /** Bytes that none may exceed as serialized: three quarters of a frame, the rest is for its header and for what is added later. */
    int MOST_BYTES = 192 * 1024;
}
