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
     * Starts it; components that come later in the order begin only when this has completed. Everything it starts ends with the system.
     *
     * @return fails if the node cannot work
     */
    CompletionStage<Done> start(Site site);

    /**
     * Reads all its settings, so that a wrong one is found before a node does anything.
     *
     * @param parley the section {@code parley} of the configuration
     * @throws IllegalArgumentException for a value that is out of range
     */
    default void check(Config parley) {}

    /** What its entities store. Known before anything starts. */
    default List<StoredKind> stores() {
        return List.of();
    }

    /** The slices in which the events of its entities are tagged. Known before anything starts. */
    default List<Slices> slices() {
        return List.of();
    }

    /** What is served over HTTP on the nodes on which it has started. */
    default List<Route> routes() {
        return List.of();
    }

    /** The descriptions of its routes: OpenAPI files among the resources, e.g. {@code /io/parley/edge/desk/openapi.yaml}. */
    default List<String> openApi() {
        return List.of();
    }

    /** What nodes with the role {@link Role#PROJECTION} do with events, once it has started. */
    default List<Projected<?>> projections() {
        return List.of();
    }

    /** What a component returns that has started when its method returns. */
    static CompletionStage<Done> started() {
        return CompletableFuture.completedStage(Done.getInstance());
    }
}
