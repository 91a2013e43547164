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

/** What the edge stands on: the node, what can be read of conversations, and how customers get their ids. */
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

    /** After which the caller is told to retry. */
    public Duration askTimeout() {
        return site.askTimeout();
    }
}
