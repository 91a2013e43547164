import { describe, expect, it } from "vitest";
import { askedBefore, comparisonOf, count, knowledgeThen, notAsThen, reasons } from "../src/features/transcript/replay";
import type { Entry } from "../src/shared/api/types";
import { shownAt } from "../src/shared/lib/selection";
import { decided, entry, says, turn } from "./samples";

const numbers = (entries: Entry[] | undefined) => entries?.map((each) => each.sequence);
const bot = (sequence: number) => entry({ sequence, author: { kind: "bot" } });

describe("a turn decided once more", () => {
  it("is as then when the server finds it the same", () => {
    expect(comparisonOf(turn({ same: true }))).toBe("same");
  });

  it("says the same when only its grounds are others", () => {
    const other = turn({
      recorded: decided("two years", ["knowledge:1"]),
      again: decided("two years", ["knowledge:2"]),
    });
    expect(comparisonOf(other)).toBe("says-same");
    expect(notAsThen(other)).toBe(false);
  });

  it("says the same in whatever order its fields come", () => {
    const handedOff = (data: Entry["data"]) => ({
      entries: [says("wait"), entry({ sequence: 3, type: "handed-off", contents: undefined, data })],
      trace: [],
    });
    const other = turn({
      recorded: handedOff({ reason: "requested", summary: "s" }),
      again: handedOff({ summary: "s", reason: "requested" }),
    });
    expect(comparisonOf(other)).toBe("says-same");
  });

  it("differs when the words, their source or what follows are others", () => {
    const handedOff = { entries: [says("two years"), entry({ sequence: 3, type: "handed-off" })], trace: [] };
    const elsewhere = { entries: [{ ...says("two years"), sources: [{ article: "a2", title: "Two" }] }], trace: [] };
    for (const again of [decided("three years"), handedOff, elsewhere]) {
      const other = turn({ recorded: decided("two years"), again });
      expect(comparisonOf(other)).toBe("differs");
      expect(notAsThen(other)).toBe(true);
    }
  });

  it("is undecided when the bot would ask a system first", () => {
    const other = turn({ again: undefined });
    expect(comparisonOf(other)).toBe("undecided");
    expect(notAsThen(other)).toBe(true);
  });

  it("is counted by how it compares", () => {
    const turns = [turn({ same: true }), turn({ again: undefined }), turn({ again: decided("else") })];
    expect([count(turns, "same"), count(turns, "undecided"), count(turns, "differs")]).toEqual([1, 1, 1]);
  });

  it("marks the reasons that only one of the decisions has", () => {
    const then = decided("x", ["intent:track:90", "article:a1:70", "article:a1:70"]);
    const now = decided("y", ["intent:track:90", "article:a2:80"]);
    expect(reasons(then, now)).toEqual([
      { code: "intent:track:90", shared: true },
      { code: "article:a1:70", shared: false },
    ]);
    expect(reasons(then, undefined).every((reason) => reason.shared)).toBe(true);
  });

  it("names each version of the knowledge once, in the order it was used", () => {
    const turns = ["b", "b", "", "a", "b"].map((recordedKnowledge) => turn({ recordedKnowledge }));
    expect(knowledgeThen(turns)).toEqual(["b", "a"]);
  });
});

describe("what the customer said before an answer", () => {
  it("is everything since somebody answered", () => {
    const record = [entry({ sequence: 1 }), bot(2), entry({ sequence: 3 }), entry({ sequence: 4 }), bot(5)];
    expect(numbers(askedBefore(record, 5))).toEqual([3, 4]);
    expect(numbers(askedBefore(record, 2))).toEqual([1]);
  });

  it("leaves out notes and what merely happened", () => {
    const note = entry({ sequence: 3, author: { kind: "agent", id: "a1" }, visibility: "internal" });
    const record = [bot(1), entry({ sequence: 2 }), note, entry({ sequence: 4, type: "delivery" }), bot(5)];
    expect(numbers(askedBefore(record, 5))).toEqual([2]);
  });

  it("is nothing when the bot speaks twice or first", () => {
    expect(askedBefore([bot(1), bot(2)], 2)).toEqual([]);
    expect(askedBefore([bot(1)], 1)).toEqual([]);
  });

  it("is not known when the entries at hand begin too late", () => {
    expect(askedBefore([], 5)).toBeUndefined();
    expect(askedBefore([bot(8)], 5)).toBeUndefined();
    expect(askedBefore([bot(5)], 5)).toBeUndefined();
    expect(numbers(askedBefore([entry({ sequence: 4 }), bot(5)], 5))).toEqual([4]);
  });
});

describe("the address of a conversation", () => {
  it("tells whether it is replayed", () => {
    expect(shownAt("#/conversations/c%2F1")).toEqual({ conversation: "c/1", replay: false });
    expect(shownAt("#/conversations/c%2F1/replay")).toEqual({ conversation: "c/1", replay: true });
    expect(shownAt("#/conversations/c1/other")).toEqual({ replay: false });
    expect(shownAt("#/knowledge/articles")).toEqual({ replay: false });
  });
});
