import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let now = Date.now();
let handle: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // The time is not updated without subscribers.
  if (handle === undefined) now = Date.now();
  handle ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(handle);
      handle = undefined;
    }
  };
}

/** The time in milliseconds, advancing in steps; all subscribers share one timer. */
export function useNow(stepSeconds = 1): number {
  const step = stepSeconds * 1000;
  return useSyncExternalStore(subscribe, () => Math.floor(Math.max(now, 0) / step) * step);
}
