import { useSyncExternalStore } from "react";

/** A value outside React with subscribers, stored in localStorage if `key` is given. */
export class Store<T> {
  private value: T;
  private readonly listeners = new Set<() => void>();

  constructor(
    initial: T,
    private readonly key?: string,
  ) {
    this.value = initial;
    const kept = key ? localStorage.getItem(key) : null;
    if (kept) {
      try {
        this.value = JSON.parse(kept) as T;
      } catch {
        // Damaged: the initial value replaces it with the next change.
      }
    }
  }

  get = (): T => this.value;

  set(next: T): void {
    if (next === this.value) return;
    this.value = next;
    if (this.key) {
      try {
        localStorage.setItem(this.key, JSON.stringify(next));
      } catch {
        // Storage is full or forbidden: the value is kept until the page is left.
      }
    }
    for (const listener of this.listeners) listener();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.value));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
