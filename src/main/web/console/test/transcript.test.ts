import { describe, expect, it } from "vitest";
import { EMPTY, hasGap, lastSequence, merge, type Outgoing, unconfirmed } from "../src/shared/desk/transcript";
import { entries, entry } from "./samples";

const numbers = (transcript: { entries: readonly { sequence: number }[] }) =>
  transcript.entries.map((it) => it.sequence);

describe("a transcript", () => {
  it("shows an entry once, however often it comes", () => {
    const once = merge(EMPTY, entries(1, 3));
    const again = merge(once, [entry({ sequence: 2 }), entry({ sequence: 3 })]);
    expect(again).toBe(once);
    expect(numbers(merge(once, [entry({ sequence: 4 }), entry({ sequence: 4 })]))).toEqual([1, 2, 3, 4]);
  });

  it("puts entries in the order of their numbers", () => {
    expect(numbers(merge(EMPTY, [entry({ sequence: 3 }), entry({ sequence: 1 }), entry({ sequence: 2 })]))).toEqual([
      1, 2, 3,
    ]);
  });

  it("holds back what lies beyond a gap until the gap is filled", () => {
    const gap = merge(merge(EMPTY, entries(1, 3)), [entry({ sequence: 6 })]);
    expect(numbers(gap)).toEqual([1, 2, 3]);
    expect(hasGap(gap)).toBe(true);
    expect(lastSequence(gap)).toBe(3);
    const filled = merge(gap, entries(4, 5));
    expect(numbers(filled)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(hasGap(filled)).toBe(false);
  });

  it("takes earlier pages in front", () => {
    expect(numbers(merge(merge(EMPTY, entries(4, 6)), entries(1, 3)))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("leaves out an old entry that does not touch the window", () => {
    expect(numbers(merge(merge(EMPTY, entries(50, 52)), entries(10, 11)))).toEqual([50, 51, 52]);
  });

  it("keeps live entries that arrive before the page they follow", () => {
    const live = merge(EMPTY, [entry({ sequence: 8 })]);
    expect(numbers(merge(live, entries(1, 7)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("drops a message of ours from the unconfirmed once its entry is there", () => {
    const message: Outgoing = {
      conversation: "c1",
      clientMessageId: "m1",
      visibility: "customer",
      text: "hello",
      at: "2026-11-21T08:00:00Z",
      state: "pending",
    };
    const before = merge(EMPTY, entries(1, 2));
    expect(unconfirmed([message], before)).toEqual([message]);
    const after = merge(before, [entry({ sequence: 3, author: { kind: "agent", id: "a1" }, clientMessageId: "m1" })]);
    expect(unconfirmed([message], after)).toEqual([]);
    expect(numbers(after)).toEqual([1, 2, 3]);
  });
});
