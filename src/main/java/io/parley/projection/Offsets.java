package io.parley.projection;

import akka.Done;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** How far each consumer has come in each slice. */
public interface Offsets {

    /** By consumer; one that has done nothing yet is missing. */
    CompletionStage<Map<String, UUID>> read(String slice, Collection<String> consumers);

    CompletionStage<Done> store(String slice, Map<String, UUID> byConsumer);
}
