import type {
  AgentView,
  ConversationView,
  Decided,
  Entry,
  Question,
  ReplayedTurn,
  Topic,
  Topics,
} from "../src/shared/api/types";

export type Conversation = ConversationView;

export const agent: AgentView = {
  id: "a1",
  tenant: "demo",
  name: { zh: "中文客服台", en: "Chinese desk" },
  email: "zh@demo.example",
  role: "agent",
  skills: { zh: 5 },
  capacity: 4,
  presence: { status: "available", since: "2026-11-21T08:00:00Z", used: 0 },
};

export function entry(change: Partial<Entry> = {}): Entry {
  const sequence = change.sequence ?? 1;
  return {
    conversation: "c1",
    sequence,
    type: "message",
    at: `2026-11-21T08:00:${String(sequence % 60).padStart(2, "0")}Z`,
    author: { kind: "customer" },
    visibility: "customer",
    contents: [{ type: "text", text: `message ${sequence}` }],
    ...change,
  };
}

export function entries(from: number, to: number): Entry[] {
  return Array.from({ length: to - from + 1 }, (_, index) => entry({ sequence: from + index }));
}

export function conversation(change: Partial<ConversationView> = {}): ConversationView {
  return {
    id: "c1",
    status: "open",
    owner: { kind: "agent", agent: { id: agent.id, name: agent.name } },
    customer: { id: "k1", channel: "webchat", account: "demo", address: "#2K7QXA" },
    language: "zh",
    openedAt: "2026-11-21T08:00:00Z",
    changedAt: "2026-11-21T08:00:00Z",
    sequence: 1,
    unanswered: false,
    ...change,
  };
}

/** What the bot says in the answer that has the number 2. */
export function says(text: string): Entry {
  return entry({ sequence: 2, author: { kind: "bot" }, contents: [{ type: "text", text }] });
}

export function decided(text: string, trace: string[] = []): Decided {
  return { entries: [says(text)], trace };
}

export function turn(change: Partial<ReplayedTurn> = {}): ReplayedTurn {
  return {
    sequence: 2,
    same: false,
    recordedKnowledge: "k1",
    recorded: decided("as then"),
    again: decided("as then"),
    ...change,
  };
}

export function question(id: string): Question {
  return {
    id,
    words: `question ${id}`,
    language: "zh",
    count: 4,
    lastAt: "2026-11-21T08:00:00Z",
    customer: "k1",
    conversation: "c1",
    state: "open",
  };
}

export function topic(name: string, ids: string[], change: Partial<Topic> = {}): Topic {
  return { topic: name, questions: ids.length, times: 4 * ids.length, ids, ...change };
}

export function topics(items: Topic[], change: Partial<Topics> = {}): Topics {
  return { items, read: 240, complete: true, ...change };
}
