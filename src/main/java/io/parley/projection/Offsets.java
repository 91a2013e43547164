package io.parley.projection;

import akka.Done;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Each consumer's position in each slice. */
public interface Offsets {

    /** Returns the offsets by consumer; without an entry for one that has not handled anything yet. */
    CompletionStage<Map<String, UUID>> read(String slice, Collection<String> consumers);

    CompletionStage<Done> store(String slice, Map<String, UUID> byConsumer);
}
