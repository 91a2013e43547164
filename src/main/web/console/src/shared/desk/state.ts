import type { AgentView, Alarm, ConversationView, Entry, Reservation, ServerFrame, Waiting } from "../api/types";

/** Everything the desk socket keeps up to date about one agent's work. */
export type DeskState = {
  agent: AgentView;
  conversations: Record<string, ConversationView>;
  reservations: Reservation[];
  waiting: Waiting[];
  waitingCount: number;
  alarms: Alarm[];
};

export function isMine(conversation: ConversationView, agent: AgentView): boolean {
  return (
    conversation.status !== "resolved" &&
    conversation.owner.kind === "agent" &&
    conversation.owner.agent?.id === agent.id
  );
}

/** Applies one frame. `undefined` in and out: nothing is known before the first `reset`. */
export function applyFrame(state: DeskState | undefined, frame: ServerFrame): DeskState | undefined {
  if (frame.type === "reset") {
    const { agent, conversations, reservations, waiting, alarms } = frame.state;
    return {
      agent,
      conversations: Object.fromEntries(conversations.map((conversation) => [conversation.id, conversation])),
      reservations,
      waiting,
      waitingCount: waiting.length,
      alarms: alarms.filter((alarm) => !alarm.clearedAt),
    };
  }
  if (!state) return state;
  switch (frame.type) {
    case "reservation-offered":
      return {
        ...state,
        reservations: [...state.reservations.filter((it) => it.id !== frame.reservation.id), frame.reservation],
      };
    case "reservation-ended":
      return { ...state, reservations: state.reservations.filter((it) => it.id !== frame.reservation) };
    case "assigned":
    case "conversation-changed":
      return withConversation(state, frame.conversation);
    case "message":
      return withEntry(state, frame.entry);
    case "presence":
      return { ...state, agent: { ...state.agent, presence: frame.presence, capacity: frame.capacity } };
    case "queue":
      return { ...state, waiting: frame.waiting, waitingCount: frame.count };
    case "alarm": {
      const others = state.alarms.filter((it) => it.id !== frame.alarm.id);
      return { ...state, alarms: frame.alarm.clearedAt ? others : [frame.alarm, ...others] };
    }
    case "typing":
      return state;
  }
}

function withConversation(state: DeskState, conversation: ConversationView): DeskState {
  const known = state.conversations[conversation.id];
  if (!isMine(conversation, state.agent)) {
    if (!known) return state;
    const { [conversation.id]: _gone, ...rest } = state.conversations;
    return { ...state, conversations: rest };
  }
  if (known && known.sequence > conversation.sequence) return state;
  return { ...state, conversations: { ...state.conversations, [conversation.id]: conversation } };
}

/** A line of the list is updated from the entry itself, so that it never lags behind the transcript beside it. */
function withEntry(state: DeskState, entry: Entry): DeskState {
  const known = state.conversations[entry.conversation];
  if (!known) return state;
  const next = afterEntry(known, entry);
  return next === known ? state : { ...state, conversations: { ...state.conversations, [known.id]: next } };
}

export function afterEntry(conversation: ConversationView, entry: Entry): ConversationView {
  if (entry.sequence <= conversation.sequence) return conversation;
  const moved = { ...conversation, sequence: entry.sequence, changedAt: entry.at };
  const from = entry.author?.kind;
  if (entry.type !== "message" || entry.visibility !== "customer" || !from || from === "system") return moved;
  const answered = from !== "customer";
  return {
    ...moved,
    lastMessage: { from, text: textOf(entry), at: entry.at },
    unanswered: !answered,
    waitingSince: answered
      ? undefined
      : conversation.unanswered
        ? (conversation.waitingSince ?? conversation.lastMessage?.at ?? entry.at)
        : entry.at,
  };
}

/** The text of an entry in one line; empty for a picture or a file. */
export function textOf(entry: Entry): string {
  return (entry.contents ?? [])
    .map((content) =>
      content.type === "text" ? content.text : content.type === "choice" ? (content.prompt ?? "") : "",
    )
    .filter(Boolean)
    .join(" ");
}

/** Conversations that need an answer come first, longest wait first; then the most recently changed. */
export function byUrgency(a: ConversationView, b: ConversationView): number {
  if (a.unanswered !== b.unanswered) return a.unanswered ? -1 : 1;
  if (a.unanswered) return waitsSince(a).localeCompare(waitsSince(b));
  return b.changedAt.localeCompare(a.changedAt);
}

export function waitsSince(conversation: ConversationView): string {
  return conversation.waitingSince ?? conversation.lastMessage?.at ?? conversation.changedAt;
}
