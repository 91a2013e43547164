package io.parley.projection;

import akka.Done;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** How far each consumer has got in each slice. */
public interface Offsets {

    /** Returns the offsets by consumer; one that has not handled anything yet is missing. */
    CompletionStage<Map<String, UUID>> read(String slice, Collection<String> consumers);

    CompletionStage<Done> store(String slice, Map<String, UUID> byConsumer);
}
