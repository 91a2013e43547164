package io.parley;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.parley.cluster.AllParts;

/** An actor system whose entities store in memory, with their components' serializers. */
public final class EntityTestKit {

    private EntityTestKit() {}

    public static ActorTestKit start() {
        return start(ConfigFactory.empty());
    }

    /** @param settings take precedence over all others */
    public static ActorTestKit start(Config settings) {
        return ActorTestKit.create(settings.withFallback(EventSourcedBehaviorTestKit.config())
                .withFallback(AllParts.stored())
                .withFallback(ConfigFactory.parseString("akka.actor.provider = local"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    }
}
