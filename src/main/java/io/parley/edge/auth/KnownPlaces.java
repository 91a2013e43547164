package io.parley.edge.auth;

import akka.Done;
import io.parley.directory.Directory.Agent;
import java.util.concurrent.CompletionStage;

/** From where people have signed in before. A place is a keyed hash of a network address, so that nobody reads where they were. */
public interface KnownPlaces {

    CompletionStage<Boolean> isKnown(Agent agent, String place);

    /** Again after a time; see {@code parley.auth.remember-places}. */
    CompletionStage<Done> remember(Agent agent, String place);
}
