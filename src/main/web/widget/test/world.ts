import type { Socket } from "@parley/wire/line";
import { WebSocket } from "ws";
import { ChatClient, type Snapshot } from "../src/client";
import type { Environment, Timing } from "../src/environment";
import type { Shelf, ShelfWatcher } from "../src/shelf";
import type { MessageItem } from "../src/thread";

/** What all tabs of one browser share. */
export class Browser {
  readonly values = new Map<string, string>();
  readonly shelves = new Set<TabShelf>();
  online = true;
  private readonly held = new Map<string, Promise<unknown>>();

  /** The part of the Web Locks interface that is used. */
  readonly locks = {
    request: (name: string, _options: unknown, work: () => Promise<unknown>): Promise<unknown> => {
      const turn = (this.held.get(name) ?? Promise.resolve()).then(work, work);
      this.held.set(name, turn);
      return turn;
    },
  } as unknown as LockManager;
}

/** A shelf as one tab sees it: the other tabs hear of its changes, it does not. */
export class TabShelf implements Shelf {
  readonly watchers = new Set<ShelfWatcher>();

  constructor(private readonly browser: Browser) {
    browser.shelves.add(this);
  }

  get<T>(key: string): T | undefined {
    const text = this.browser.values.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  set(key: string, value: unknown): void {
    const before = this.get(key);
    this.browser.values.set(key, JSON.stringify(value));
    this.tell(key, before, value);
  }

  remove(key: string): void {
    const before = this.get(key);
    if (this.browser.values.delete(key)) {
      this.tell(key, before, undefined);
    }
  }

  keys(): string[] {
    return [...this.browser.values.keys()];
  }

  watch(watcher: ShelfWatcher): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  private tell(key: string, before: unknown, after: unknown): void {
    for (const shelf of this.browser.shelves) {
      for (const watcher of shelf === this ? [] : shelf.watchers) {
        setTimeout(() => watcher(key, before, after));
      }
    }
  }
}

const FAST: Timing = {
  retry: { first: 10, longest: 40 },
  poll: 15,
  pollHidden: 15,
  socketAgain: 200,
  silence: 5_000,
  lockPatience: 2_000,
};

/** Opens a tab with the chat in it. */
export function openTab(server: string, browser: Browser, change: Partial<Environment> = {}): ChatClient {
  const client = new ChatClient({
    server,
    channel: "demo.webchat-demo",
    shelf: new TabShelf(browser),
    fetch,
    openSocket: (url) => new WebSocket(url) as unknown as Socket,
    locks: browser.locks,
    online: () => browser.online,
    visible: () => true,
    timing: FAST,
    ...change,
  });
  client.start();
  return client;
}

export function messages(snapshot: Snapshot): MessageItem[] {
  return snapshot.items.filter((item): item is MessageItem => item.kind === "message");
}

/** Texts in order, with the state where it is not "sent". */
export function transcript(client: ChatClient): string[] {
  return messages(client.snapshot).map((item) => (item.state === "sent" ? item.text : `${item.text} (${item.state})`));
}

/** Waits until the condition holds; fails with what was seen instead. */
export async function eventually(condition: () => boolean, seen: () => unknown = () => ""): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error(`never came true; seen: ${JSON.stringify(seen())}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
