package io.parley.edge.kit;

import akka.actor.typed.ActorSystem;
import io.parley.customer.CustomerIds;
import io.parley.directory.Directory;
import io.parley.inbox.ConversationLists;
import io.parley.inbox.Transcripts;
import io.parley.links.Entities;
import io.parley.privacy.Keyring;
import io.parley.site.Site;
import java.time.Clock;
import java.time.Duration;

/** The services below the edge: the node, the reading of conversations, and the derivation of customers' ids. */
public record Backend(Site site, Transcripts transcripts, ConversationLists lists, CustomerIds customers) {

    public ActorSystem<?> system() {
        return site.system();
    }

    public Entities entities() {
        return site.entities();
    }

    public Directory directory() {
        return site.directory();
    }

    public Keyring keyring() {
        return site.keyring();
    }

    public Clock clock() {
        return site.clock();
    }

    /** The time-out after which the caller is asked to retry. */
    public Duration askTimeout() {
        return site.askTimeout();
    }
}
