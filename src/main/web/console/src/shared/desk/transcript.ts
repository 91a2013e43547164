import type { Entry, Visibility } from "../api/types";

/** An own message, from sending until its entry arrives from the server. */
export type Outgoing = {
  conversation: string;
  clientMessageId: string;
  visibility: Visibility;
  text: string;
  at: string;
  state: "pending" | "stored" | "failed";
  /** The code of the refusal, if it failed. */
  failure?: string;
  /** Set once the server has acknowledged it. */
  sequence?: number;
};

/**
 * A window on a conversation's entries. `entries` is gap-free and ascending; `ahead` holds entries beyond a gap, to be shown once it is
 * filled. Older entries are fetched on scrolling.
 */
export type Transcript = { entries: readonly Entry[]; ahead: readonly Entry[] };

export const EMPTY: Transcript = { entries: [], ahead: [] };

export function firstSequence(transcript: Transcript): number | undefined {
  return transcript.entries[0]?.sequence;
}

export function lastSequence(transcript: Transcript): number {
  return transcript.entries.at(-1)?.sequence ?? 0;
}

export function hasGap(transcript: Transcript): boolean {
  return transcript.ahead.length > 0;
}

/** Adds entries in any order, any number of times; each sequence number is kept once. */
export function merge(transcript: Transcript, added: readonly Entry[]): Transcript {
  const known = new Set<number>();
  for (const entry of transcript.entries) known.add(entry.sequence);
  for (const entry of transcript.ahead) known.add(entry.sequence);
  const fresh = added.filter((entry) => {
    if (known.has(entry.sequence)) return false;
    known.add(entry.sequence);
    return true;
  });
  if (fresh.length === 0) return transcript;

  const last = transcript.entries.at(-1);
  if (last && fresh.length === 1 && transcript.ahead.length === 0 && fresh[0]?.sequence === last.sequence + 1) {
    return { entries: [...transcript.entries, ...fresh], ahead: transcript.ahead };
  }

  const all = [...transcript.entries, ...transcript.ahead, ...fresh].sort((a, b) => a.sequence - b.sequence);
  const anchor = last?.sequence ?? all[0]?.sequence ?? 0;
  const at = all.findIndex((entry) => entry.sequence === anchor);
  let from = at;
  while (from > 0 && all[from - 1]?.sequence === (all[from]?.sequence ?? 0) - 1) from--;
  let to = at;
  while (to < all.length - 1 && all[to + 1]?.sequence === (all[to]?.sequence ?? 0) + 1) to++;
  return { entries: all.slice(from, to + 1), ahead: all.slice(to + 1) };
}

/** The messages to be shown below the entries: those whose entry has not arrived yet. */
export function unconfirmed(outgoing: readonly Outgoing[], transcript: Transcript): Outgoing[] {
  if (outgoing.length === 0) return [];
  const confirmed = new Set(transcript.entries.map((entry) => entry.clientMessageId).filter(Boolean));
  return outgoing.filter((message) => !confirmed.has(message.clientMessageId));
}
