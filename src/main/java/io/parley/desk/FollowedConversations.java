package io.parley.desk;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.inbox.Transcripts;
import io.parley.site.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conversations one desk follows, because the agent holds or watches them: shows what happens in them in order and without a gap, and
 * catches up on whatever it missed.
 */
final class FollowedConversations {

    static final int MAX_WATCHED = 50;

    private static final Duration TYPING_LASTS = Duration.ofSeconds(2);

    private static final class Followed {
        Conversation.@Nullable Summary summary;
        /** The last entry shown or skipped; -1 until the conversation has answered. */
        long last = -1;
        /** The last entry there is, as far as known. */
        long known;

        boolean mine;
        boolean watched;
        boolean fetching;

        boolean isShown() {
            return mine || watched;
        }
    }

    private final ActorContext<Desk.Command> context;
    private final TenantId tenant;
    private final AgentId agent;
    private final Site site;
    private final Transcripts transcripts;
    private final Consoles consoles;
    private final ActorRef<Conversation.Update> adapter;

    private final Map<ConversationId, Followed> followed = new LinkedHashMap<>();
    private final Set<ConversationId> assignedByRouter = new HashSet<>();
    private final Map<String, Instant> typing = new HashMap<>();

    FollowedConversations(
            ActorContext<Desk.Command> context, EntityKey key, Site site, Transcripts transcripts, Consoles consoles) {
        this.context = context;
        this.tenant = key.tenant();
        this.agent = new AgentId(key.id());
        this.site = site;
        this.transcripts = transcripts;
        this.consoles = consoles;
        this.adapter = context.messageAdapter(Conversation.Update.class, Desk.FromConversation::new);
    }

    // ---- which ----

    /** Sets all conversations that the router has assigned to the agent. */
    void assignedAre(Collection<ConversationId> conversations) {
        assignedByRouter.clear();
        conversations.forEach(this::assigned);
    }

    void assigned(ConversationId conversation) {
        assignedByRouter.add(conversation);
        follow(conversation);
    }

    /**
     * Also shows what happens in a conversation the agent does not hold.
     *
     * @return false when {@link #MAX_WATCHED} are watched already
     */
    boolean watch(ConversationId id) {
        long watching =
                followed.values().stream().filter(other -> other.watched).count();
        Followed known = followed.get(id);
        if (watching >= MAX_WATCHED && (known == null || !known.watched)) {
            return false;
        }
        follow(id).watched = true;
        return true;
    }

    void unwatch(ConversationId id) {
        Followed conversation = followed.get(id);
        if (conversation != null) {
            conversation.watched = false;
            dropIfUnwatched(id, conversation);
        }
    }

    boolean isHeld(ConversationId id) {
        Followed conversation = followed.get(id);
        return conversation != null && conversation.mine;
    }

    /** What the agent holds, as far as known. */
    List<Conversation.Summary> held() {
        return followed.values().stream()
                .filter(conversation -> conversation.mine)
                .map(conversation -> conversation.summary)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Whether the state of all conversations that the router assigned is known. */
    boolean areKnown() {
        return assignedByRouter.stream().allMatch(id -> {
            Followed conversation = followed.get(id);
            return conversation != null && conversation.summary != null;
        });
    }

    private Followed follow(ConversationId conversation) {
        return followed.computeIfAbsent(conversation, id -> {
            sendFollow(id);
            return new Followed();
        });
    }

    private void sendFollow(ConversationId conversation) {
        ConversationEntity.of(site.entities(), tenant, conversation).tell(new Conversation.Follow(adapter, true));
    }

    private void sendUnfollow(ConversationId conversation) {
        ConversationEntity.of(site.entities(), tenant, conversation).tell(new Conversation.Unfollow(adapter));
    }

    private boolean dropIfUnwatched(ConversationId id, Followed conversation) {
        boolean drop = !conversation.isShown() && !assignedByRouter.contains(id);
        if (drop) {
            followed.remove(id);
            sendUnfollow(id);
        }
        return drop;
    }

    /** Follows all conversations again: one that moved or restarted has forgotten it. */
    void renew() {
        for (Map.Entry<ConversationId, Followed> entry : List.copyOf(followed.entrySet())) {
            if (!dropIfUnwatched(entry.getKey(), entry.getValue())) {
                sendFollow(entry.getKey());
            }
        }
        Instant now = site.clock().instant();
        typing.values().removeIf(shown -> now.isAfter(shown.plus(TYPING_LASTS)));
    }

    void unfollowAll() {
        followed.keySet().forEach(this::sendUnfollow);
    }

    // ---- what happens in them ----

    void told(Conversation.Update update) {
        ConversationId id = update.conversation();
        Followed conversation = followed.get(id);
        if (conversation == null) {
            sendUnfollow(id);
        } else if (update instanceof Conversation.Following following) {
            if (conversation.last < 0) {
                conversation.last = following.summary().sequence();
            }
            conversation.known =
                    Math.max(conversation.known, following.summary().sequence());
            catchUp(id, conversation);
            summary(conversation, following.summary());
        } else if (update instanceof Conversation.EventStored happened) {
            if (conversation.last < 0) {
                conversation.last = happened.sequence() - 1;
            }
            conversation.known = Math.max(conversation.known, happened.sequence());
            if (!conversation.fetching && happened.sequence() == conversation.last + 1) {
                entry(id, conversation, happened.sequence(), happened.event());
            } else {
                catchUp(id, conversation);
            }
            summary(conversation, happened.summary());
        } else if (update instanceof Conversation.Typing typed) {
            typing(typed, conversation);
        } else if (update instanceof Conversation.Moved) {
            sendFollow(id);
        }
    }

    private void entry(ConversationId id, Followed conversation, long sequence, Conversation.Event event) {
        conversation.last = sequence;
        if (conversation.isShown()) {
            consoles.show(new ServerFrame.Message(id, sequence, event));
        }
    }

    private void summary(Followed conversation, Conversation.Summary next) {
        Conversation.Summary before = conversation.summary;
        if (before != null && next.sequence() < before.sequence()) {
            return;
        }
        conversation.summary = next;
        boolean mine = next.owner().is(agent) && next.status() != Conversation.Status.RESOLVED;
        if (mine && !conversation.mine) {
            conversation.mine = true;
            consoles.show(new ServerFrame.Assigned(next));
        } else if (!mine && conversation.mine) {
            conversation.mine = false;
            consoles.show(new ServerFrame.ConversationChanged(next));
        } else if (before != null && conversation.isShown() && differs(before, next)) {
            consoles.show(new ServerFrame.ConversationChanged(next));
        }
    }

    /** Whether more has changed than the messages themselves show. */
    private static boolean differs(Conversation.Summary before, Conversation.Summary next) {
        return before.status() != next.status()
                || !before.owner().equals(next.owner())
                || before.language() != next.language()
                || !Objects.equals(before.handoff(), next.handoff())
                || before.disposition() != next.disposition();
    }

    private void typing(Conversation.Typing typed, Followed conversation) {
        boolean myself = agent.value().equals(typed.author().id());
        if (myself || !conversation.isShown()) {
            return;
        }
        String key = typed.conversation() + " " + typed.author().kind() + " "
                + typed.author().id();
        Instant now = site.clock().instant();
        Instant shown = typing.get(key);
        if (typed.typing() && shown != null && now.isBefore(shown.plus(TYPING_LASTS))) {
            return;
        }
        if (typed.typing()) {
            typing.put(key, now);
        } else {
            typing.remove(key);
        }
        consoles.show(new ServerFrame.Typing(typed.conversation(), typed.author(), typed.typing()));
    }

    // ---- what was missed ----

    /** Reads what was missed; until then, nothing newer is shown, to keep the order. */
    private void catchUp(ConversationId id, Followed conversation) {
        if (conversation.fetching || conversation.known <= conversation.last) {
            return;
        }
        conversation.fetching = true;
        context.pipeToSelf(
                transcripts.read(tenant, id, conversation.last, Transcripts.MAX_LIMIT),
                (events, failure) -> new Desk.Fetched(id, failure == null ? events : null));
    }

    /** Returns whether a gap remains that only another attempt can fill. */
    boolean fetched(Desk.Fetched answer) {
        Followed conversation = followed.get(answer.conversation());
        if (conversation == null) {
            return false;
        }
        conversation.fetching = false;
        long before = conversation.last;
        List<Transcripts.Recorded> events = answer.events();
        if (events != null) {
            for (Transcripts.Recorded recorded : events) {
                if (recorded.sequence() == conversation.last + 1) {
                    entry(answer.conversation(), conversation, recorded.sequence(), recorded.event());
                }
            }
        }
        if (conversation.last > before) {
            catchUp(answer.conversation(), conversation);
            return false;
        }
        return conversation.known > conversation.last;
    }

    void retry() {
        followed.forEach(this::catchUp);
    }
}
