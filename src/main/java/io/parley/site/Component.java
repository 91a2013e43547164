package io.parley.site;

import akka.Done;
import akka.http.javadsl.server.Route;
import com.typesafe.config.Config;
import io.parley.Slices;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A part of the server that runs something, and wires itself. {@code cluster.Parts} lists all components in the order in which they start.
 */
public interface Component {

    /** The roles of the nodes on which it starts; a node with any of them starts it. */
    Set<Role> roles();

    /**
     * Starts it; later components begin only when this has completed. Everything it starts ends with the system.
     *
     * @return fails if the node cannot work
     */
    CompletionStage<Done> start(Site site);

    /**
     * Reads all its settings, so that an invalid one is found before the node does anything.
     *
     * @param parley the section {@code parley} of the configuration
     * @throws IllegalArgumentException for a value that is out of range
     */
    default void check(Config parley) {}

    /** The kinds of events and states its entities store. Known before anything starts. */
    default List<StoredKind> stores() {
        return List.of();
    }

    /** The slices in which the events of its entities are tagged. Known before anything starts. */
    default List<Slices> slices() {
        return List.of();
    }

    /** The HTTP routes it serves on the nodes on which it has started. */
    default List<Route> routes() {
        return List.of();
    }

    /** The descriptions of its routes: OpenAPI files among the resources, e.g. {@code /io/parley/edge/desk/openapi.yaml}. */
    default List<String> openApi() {
        return List.of();
    }

    /** Its consumers of events, which run on nodes with the role {@link Role#PROJECTION}. */
    default List<Projected<?>> projections() {
        return List.of();
    }

    /** The result of a start that is complete when {@link #start} returns. */
    static CompletionStage<Done> started() {
        return CompletableFuture.completedStage(Done.getInstance());
    }
}
