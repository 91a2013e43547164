import { ApiError } from "./http";

/** The client's clock, in milliseconds, so that tests need not wait. */
export interface Timer {
  now(): number;
  /** Schedules a task; returns the function that cancels it. */
  after(duration: number, run: () => void): () => void;
}

export const browserTimer: Timer = {
  now: () => Date.now(),
  after: (duration, run) => {
    const handle = setTimeout(run, duration);
    return () => clearTimeout(handle);
  },
};

/** The bounds of a wait between two attempts, in milliseconds. */
export interface Retry {
  readonly first: number;
  readonly longest: number;
}

/**
 * How long to wait before the next try: twice as long after each failure, and at least as long as the server asked for. Half of it is
 * left to chance, so that clients that lost the same server do not come back at the same instant.
 *
 * @param failures in a row; none and one are the same
 */
export function untilNextTry(
  { first, longest }: Retry,
  failures: number,
  error?: unknown,
  random: () => number = Math.random,
): number {
  const full = Math.min(longest, first * 2 ** Math.max(0, failures - 1));
  return Math.max(full / 2 + (random() * full) / 2, error instanceof ApiError ? error.wait : 0);
}

/** Waits that can be cut short, as when the network is back. */
export class Pauses {
  private readonly ends = new Set<() => void>();

  constructor(private readonly timer: Timer = browserTimer) {}

  pause(duration: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        this.ends.delete(end);
        resolve();
      };
      const cancel = this.timer.after(duration, end);
      this.ends.add(end);
    });
  }

  /** Ends every wait now. */
  wake(): void {
    for (const end of [...this.ends]) {
      end();
    }
  }
}
