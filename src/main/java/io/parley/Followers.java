package io.parley;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The followers to notify of what happens to an entity. Not stored: followers renew, and resume by sequence number. Usually zero to
 * three, hence a plain list; bounded, so that nobody can fill the memory with followers.
 */
public final class Followers<T> {

    static final int MAX_COUNT = 1_000;
    /** Places reserved for agents' desks: agents can still follow, however many sockets strangers open. */
    static final int RESERVED = 100;

    private final ActorContext<?> context;
    private List<ActorRef<T>> refs = List.of();

    public Followers(ActorContext<?> context) {
        this.context = context;
    }

    /** Adds a follower. Has no effect if it has already been added or no place is left. */
    public void add(ActorRef<T> follower) {
        add(follower, false);
    }

    /** @param desk whether the follower is an agent's desk */
    public void add(ActorRef<T> follower, boolean desk) {
        if (refs.contains(follower) || refs.size() >= (desk ? MAX_COUNT : MAX_COUNT - RESERVED)) {
            return;
        }
        context.watch(follower);
        List<ActorRef<T>> next = new ArrayList<>(refs.size() + 1);
        next.addAll(refs);
        next.add(follower);
        refs = next;
    }

    public void remove(ActorRef<T> follower) {
        if (refs.contains(follower)) {
            context.unwatch(follower);
            ended(follower);
        }
    }

    public void ended(ActorRef<?> follower) {
        refs = refs.stream().filter(ref -> !ref.equals(follower)).toList();
    }

    public boolean isEmpty() {
        return refs.isEmpty();
    }

    public void tell(T message) {
        for (ActorRef<T> ref : refs) {
            ref.tell(message);
        }
    }
}
