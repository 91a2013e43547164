package io.parley.edge.auth;

import akka.Done;
import io.parley.directory.Directory.Agent;
import java.util.concurrent.CompletionStage;

/**
 * The places from which people have signed in before. A place is a keyed hash of a network address, so that it does not reveal where they
 * were.
 */
public interface KnownPlaces {

    CompletionStage<Boolean> isKnown(Agent agent, String place);

    /** Remembers a place for a limited time; see {@code parley.auth.remember-places}. */
    CompletionStage<Done> remember(Agent agent, String place);
}
