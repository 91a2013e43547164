import { useEffect, useRef } from "react";

/** A command of a key or the palette, carried out by the part of the page that handles it. */
export type Intent = "reply" | "note" | "resolve" | "return-to-bot" | "palette" | "shortcuts";

const listeners = new Set<(intent: Intent) => void>();

export const intents = {
  tell(intent: Intent): void {
    for (const listener of listeners) listener(intent);
  },
  on(listener: (intent: Intent) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Handles a command while the calling part is on the page, always with its latest state. */
export function useIntents(act: (intent: Intent) => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => intents.on((intent) => latest.current(intent)), []);
}
