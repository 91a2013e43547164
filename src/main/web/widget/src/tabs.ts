import type { Shelf, ShelfWatcher } from "./shelf";

export interface TabsOptions {
  readonly channel: string;
  readonly shelf: Shelf;
  readonly locks: LockManager | undefined;
  /** How long to wait for another tab, in milliseconds. */
  readonly patience: number;
}

/** The other tabs of this site: they share the shelf, and coordinate actions that only one may perform at a time. */
export class Tabs {
  constructor(private readonly options: TabsOptions) {}

  /** Subscribes to the values that other tabs change; returns the function that unsubscribes. */
  watch(watcher: ShelfWatcher): () => void {
    return this.options.shelf.watch(watcher);
  }

  /** Runs exclusively among all tabs if the browser supports it; otherwise duplicates are harmless, only wasteful. */
  async exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
    const { channel, locks, patience } = this.options;
    if (!locks) {
      return work();
    }
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), patience);
    let begun = false;
    const guarded = () => {
      begun = true;
      clearTimeout(timer);
      return work();
    };
    try {
      return (await locks.request(`parley:${channel}:${name}`, { signal: abort.signal }, guarded)) as T;
    } catch (error) {
      if (begun) {
        throw error;
      }
      return work();
    } finally {
      clearTimeout(timer);
    }
  }
}
