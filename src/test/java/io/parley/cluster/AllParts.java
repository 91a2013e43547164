package io.parley.cluster;

import com.typesafe.config.Config;
import io.parley.Slices;
import io.parley.bots.BotsComponent;
import io.parley.events.EventsComponent;
import io.parley.site.Component;
import io.parley.site.StoredKind;
import java.util.List;
import java.util.Set;

/** All components of a node, for tests that cover each of them. */
public final class AllParts {

    private AllParts() {}

    public static List<Component> components() {
        return Parts.all().both();
    }

    /** What the fixture of a node leaves out: it has fakes for the bots, and neither Kafka nor work in the background. */
    public static Set<Class<? extends Component>> withoutFixture() {
        return Set.of(BotsComponent.class, EventsComponent.class, KeyEpochMoves.class);
    }

    /** The settings with which an actor system reads and writes all stored events and states. */
    public static Config stored() {
        return StoredKind.settings(
                components().stream().flatMap(part -> part.stores().stream()).toList());
    }

    public static List<Slices> slices() {
        return components().stream().flatMap(part -> part.slices().stream()).toList();
    }
}
