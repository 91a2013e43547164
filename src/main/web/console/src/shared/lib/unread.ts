import { Store } from "./store";

/** The last sequence number read, by conversation. */
export const readUpTo = new Store<Record<string, number>>({}, "parley.read");

const KEPT = 2000;

export function markRead(conversation: string, sequence: number): void {
  readUpTo.update((all) => {
    if ((all[conversation] ?? 0) >= sequence) return all;
    const { [conversation]: _before, ...rest } = all;
    const entries = Object.entries(rest);
    // Insertion order is age: the oldest marks are dropped first, so that the store stays bounded.
    const kept = entries.length >= KEPT ? Object.fromEntries(entries.slice(entries.length - KEPT + 1)) : rest;
    return { ...kept, [conversation]: sequence };
  });
}
