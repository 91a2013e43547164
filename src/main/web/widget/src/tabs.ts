import type { Shelf, ShelfWatcher } from "./shelf";

export interface TabsOptions {
  readonly channel: string;
  readonly shelf: Shelf;
  readonly locks: LockManager | undefined;
  /** How long to wait for another tab, in milliseconds. */
  readonly patience: number;
}

/** The other tabs of this site: they share the shelf, and take turns at what only one may do at a time. */
export class Tabs {
  constructor(private readonly options: TabsOptions) {}

  /** Called with each value that another tab has changed; returns what ends that. */
  watch(watcher: ShelfWatcher): () => void {
    return this.options.shelf.watch(watcher);
  }

  /** Runs alone among all tabs where the browser can promise it; elsewhere repeats are harmless, only wasteful. */
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
