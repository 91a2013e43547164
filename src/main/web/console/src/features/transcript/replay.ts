import { hashKey } from "@tanstack/react-query";
import type { Decided, Entry, ReplayedTurn } from "@/shared/api/types";

/**
 * How a turn compares: `same` down to the last field; `says-same` where only the grounds are others, be it no more than the version
 * of the articles; `differs` where the customer or a colleague would notice; `undecided` where the bot would ask a system first.
 */
export type Comparison = "same" | "says-same" | "differs" | "undecided";

export function comparisonOf(turn: ReplayedTurn): Comparison {
  if (turn.same) return "same";
  if (!turn.again) return "undecided";
  return hashKey(noticeable(turn.recorded)) === hashKey(noticeable(turn.again)) ? "says-same" : "differs";
}

function noticeable({ entries }: Decided) {
  return entries.map(({ type, contents, sources, data }) => ({ type, contents, sources, data }));
}

export function count(turns: readonly ReplayedTurn[], comparison: Comparison): number {
  return turns.filter((turn) => comparisonOf(turn) === comparison).length;
}

/** What deserves a look: the bot would say something else, or nobody can tell. */
export function notAsThen(turn: ReplayedTurn): boolean {
  const comparison = comparisonOf(turn);
  return comparison === "differs" || comparison === "undecided";
}

/** The versions of the articles and products the turns were decided with, each once, the earliest first. */
export function knowledgeThen(turns: readonly ReplayedTurn[]): string[] {
  return [...new Set(turns.map((turn) => turn.recordedKnowledge).filter(Boolean))];
}

/**
 * What the customer said since somebody last answered them, up to the answer of this number. `undefined` when the entries, which are
 * ascending and without gaps, begin too late to tell.
 */
export function askedBefore(entries: readonly Entry[], answer: number): Entry[] | undefined {
  const first = entries[0]?.sequence;
  if (first === undefined || first > answer) return undefined;
  const asked: Entry[] = [];
  for (let at = answer - first - 1; at >= 0; at--) {
    const entry = entries[at];
    if (entry?.type !== "message" || entry.visibility === "internal") continue;
    if (entry.author?.kind !== "customer") return asked;
    asked.unshift(entry);
  }
  return first === 1 || asked.length > 0 ? asked : undefined;
}

export type Reason = { code: string; shared: boolean };

/** The codes of a decision, each with whether the other decision has it too. */
export function reasons(decided: Decided, other: Decided | undefined): Reason[] {
  return [...new Set(decided.trace)].map((code) => ({ code, shared: !other || other.trace.includes(code) }));
}
