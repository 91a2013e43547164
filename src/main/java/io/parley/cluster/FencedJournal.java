package io.parley.cluster;

import akka.actor.ExtendedActorSystem;
import akka.persistence.journal.WriteEventAdapter;

/** Asks the {@link Fence} before every write to the journal, and changes nothing. Named in cluster-config/common.conf. */
public final class FencedJournal implements WriteEventAdapter {

    private final Fence fence;

    public FencedJournal(ExtendedActorSystem system) {
        this.fence = Fence.get(system);
    }

    @Override
    public String manifest(Object event) {
        return "";
    }

    @Override
    public Object toJournal(Object event) {
        fence.check();
        return event;
    }
}
