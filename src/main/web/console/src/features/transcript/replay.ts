import { hashKey } from "@tanstack/react-query";
import type { Decided, Entry, ReplayedTurn } from "@/shared/api/types";

/**
 * How a turn compares: `same` in every field; `says-same` where only the reasons differ, even if only in the version of the articles;
 * `differs` where the customer or a colleague would notice; `undecided` where the bot would query a system first.
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

/** Turns worth a look: the bot would answer differently, or that cannot be decided. */
export function notAsThen(turn: ReplayedTurn): boolean {
  const comparison = comparisonOf(turn);
  return comparison === "differs" || comparison === "undecided";
}

/** The distinct versions of the articles and products on which the turns were based, earliest first. */
export function knowledgeThen(turns: readonly ReplayedTurn[]): string[] {
  return [...new Set(turns.map((turn) => turn.recordedKnowledge).filter(Boolean))];
}

/**
 * The customer's messages since the last answer, up to the answer with this number. `undefined` when the entries, which are ascending and
 * gap-free, begin too late to determine them.
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

/** The codes of a decision, each marked if the other decision has it too. */
export function reasons(decided: Decided, other: Decided | undefined): Reason[] {
  return [...new Set(decided.trace)].map((code) => ({ code, shared: !other || other.trace.includes(code) }));
}
