import { describe, expect, it } from "vitest";
import type { ServerFrame } from "../src/shared/api/types";
import { applyFrame, byUrgency, type DeskState } from "../src/shared/desk/state";
import { agent, conversation, entry } from "./samples";

const at = "2026-11-21T09:00:00Z";

function after(...frames: ServerFrame[]): DeskState {
  const first: ServerFrame = {
    seq: 1,
    at,
    type: "reset",
    state: { agent, conversations: [conversation()], reservations: [], waiting: [], alarms: [] },
  };
  const state = [first, ...frames].reduce<DeskState | undefined>(applyFrame, undefined);
  if (!state) throw new Error("a reset gives a state");
  return state;
}

describe("the desk's state", () => {
  it("knows nothing before the first reset", () => {
    expect(applyFrame(undefined, { seq: 1, at, type: "queue", waiting: [], count: 3 })).toBeUndefined();
  });

  it("takes in what is assigned and lets go of what is resolved", () => {
    const assigned = after({ seq: 2, at, type: "assigned", conversation: conversation({ id: "c2" }) });
    expect(Object.keys(assigned.conversations)).toEqual(["c1", "c2"]);
    const resolved = after({
      seq: 2,
      at,
      type: "conversation-changed",
      conversation: conversation({ status: "resolved", sequence: 2 }),
    });
    expect(resolved.conversations).toEqual({});
  });

  it("lets go of a conversation somebody else owns now", () => {
    const owner = { kind: "bot" as const };
    expect(
      after({ seq: 2, at, type: "conversation-changed", conversation: conversation({ owner }) }).conversations,
    ).toEqual({});
  });

  it("does not go back to an older view of a conversation", () => {
    const state = after(
      { seq: 2, at, type: "message", entry: entry({ sequence: 5 }) },
      { seq: 3, at, type: "conversation-changed", conversation: conversation({ sequence: 4 }) },
    );
    expect(state.conversations.c1?.sequence).toBe(5);
  });

  it("marks a conversation unanswered from the customer's first word on, until somebody replies", () => {
    const asked = after(
      { seq: 2, at, type: "message", entry: entry({ sequence: 2 }) },
      { seq: 3, at, type: "message", entry: entry({ sequence: 3 }) },
    );
    expect(asked.conversations.c1).toMatchObject({ unanswered: true, waitingSince: "2026-11-21T08:00:02Z" });
    const note = { kind: "agent" as const, id: agent.id };
    const noted = after(
      { seq: 2, at, type: "message", entry: entry({ sequence: 2 }) },
      { seq: 3, at, type: "message", entry: entry({ sequence: 3, author: note, visibility: "internal" }) },
    );
    expect(noted.conversations.c1?.unanswered).toBe(true);
    const answered = after(
      { seq: 2, at, type: "message", entry: entry({ sequence: 2 }) },
      { seq: 3, at, type: "message", entry: entry({ sequence: 3, author: note }) },
    );
    expect(answered.conversations.c1).toMatchObject({ unanswered: false, waitingSince: undefined });
  });

  it("drops an alarm when it is cleared", () => {
    const alarm = { id: "x", kind: "waiting-too-long" as const, conversation: "c1", since: at, raisedAt: at };
    expect(after({ seq: 2, at, type: "alarm", alarm }).alarms).toHaveLength(1);
    expect(
      after({ seq: 2, at, type: "alarm", alarm }, { seq: 3, at, type: "alarm", alarm: { ...alarm, clearedAt: at } })
        .alarms,
    ).toEqual([]);
  });

  it("lists who waits for an answer first, longest wait on top", () => {
    const list = [
      conversation({ id: "answered", changedAt: "2026-11-21T08:50:00Z" }),
      conversation({ id: "short", unanswered: true, waitingSince: "2026-11-21T08:40:00Z" }),
      conversation({ id: "long", unanswered: true, waitingSince: "2026-11-21T08:30:00Z" }),
    ];
    expect(list.sort(byUrgency).map((each) => each.id)).toEqual(["long", "short", "answered"]);
  });
});
