import { ApiError } from "@parley/wire/http";
import { newId } from "@parley/wire/ids";
import { type Pauses, type Retry, untilNextTry } from "@parley/wire/retry";
import { type Activity, type DirectLine, isLost } from "./direct-line";
import { TROUBLE } from "./environment";
import type { Session, Sessions } from "./session";
import type { Shelf } from "./shelf";
import type { Tabs } from "./tabs";

/** The reason why an activity is not retried automatically. */
export type Failure = "refused" | "too-large" | "conflict";

/** An activity the customer has sent and the server has not yet acknowledged. */
export interface Entry {
  readonly id: string;
  readonly at: number;
  readonly activity: Activity;
  readonly failure?: Failure;
  /** Only in the tab in which it was chosen: files are too large to be kept across reloads. */
  readonly file?: File;
}

export interface OutboxOptions {
  readonly wire: DirectLine;
  readonly shelf: Shelf;
  readonly tabs: Tabs;
  readonly sessions: Sessions;
  readonly pauses: Pauses;
  readonly retry: Retry;
  /** Whether the stream has already delivered the post with this id. */
  readonly isStored: (id: string) => boolean;
  /** The server has stored an entry, under this id if it returned one. */
  readonly onAcknowledged: (entry: Entry, id: string | undefined) => void;
  readonly onChanged: () => void;
}

const PREFIX = "outbox:";

/**
 * Keeps the customer's activities until the server has acknowledged them, and sends them in order. Each entry has its own key on the shelf,
 * so that two tabs writing at the same moment never overwrite each other. Pictures are kept in memory only.
 */
export class Outbox {
  private readonly pictures = new Map<string, Entry>();
  private readonly failures = new Map<string, number>();
  private running = false;
  private flushing = false;

  constructor(private readonly options: OutboxOptions) {}

  start(): void {
    this.running = true;
  }

  stop(): void {
    this.running = false;
  }

  entries(): Entry[] {
    const { shelf } = this.options;
    const stored = shelf
      .keys()
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => shelf.get<Entry>(key))
      .filter((entry): entry is Entry => typeof entry?.id === "string");
    return [...stored, ...this.pictures.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  /** Ids of entries that keep failing and are being retried. */
  troubled(): ReadonlySet<string> {
    return new Set([...this.failures].filter(([, count]) => count >= TROUBLE).map(([id]) => id));
  }

  post(activity: Activity, file?: File): void {
    const id = newId();
    // Instants are unique, because the outbox is sent in their order.
    const at = Math.max(Date.now(), (this.entries().at(-1)?.at ?? 0) + 1);
    this.put({ id, at, activity: withId(activity, id), ...(file && { file }) });
    this.options.onChanged();
    void this.flush();
  }

  retry(id: string): void {
    const entry = this.entries().find((candidate) => candidate.id === id);
    if (entry) {
      const { failure, ...again } = entry;
      this.failures.delete(id);
      if (failure === "conflict") {
        // The server has another text under this id and would always refuse this one.
        this.remove(id);
        const fresh = newId();
        this.put({ ...again, id: fresh, activity: withId(again.activity, fresh) });
      } else {
        this.put(again);
      }
      this.options.onChanged();
      this.options.pauses.wake();
      void this.flush();
    }
  }

  /** Removes an entry that is stored or no longer wanted. */
  remove(id: string): void {
    this.failures.delete(id);
    if (!this.pictures.delete(id)) {
      this.options.shelf.remove(PREFIX + id);
    }
  }

  /** Removes entries that the server has refused. */
  removeRefused(): void {
    for (const entry of this.entries().filter(({ failure }) => failure !== undefined)) {
      this.remove(entry.id);
    }
  }

  clear(): void {
    for (const entry of this.entries()) {
      this.remove(entry.id);
    }
  }

  /** Resets the attempts of an entry. */
  forgetFailures(): void {
    this.failures.clear();
  }

  /** Applies another tab's change to the shelf. */
  changedElsewhere(key: string, before: unknown, after: unknown): void {
    if (!key.startsWith(PREFIX)) {
      return;
    }
    const entry = before as Entry | undefined;
    if (after !== undefined) {
      void this.flush();
    } else if (entry && entry.failure === undefined) {
      // The tab that sent it has the answer; this one shows it as sent until the stream delivers it.
      this.options.onAcknowledged(entry, undefined);
    }
  }

  /** Sends the waiting entries. */
  async flush(): Promise<void> {
    if (this.flushing) {
      return;
    }
    this.flushing = true;
    try {
      while (this.running && this.next()) {
        await this.options.tabs.exclusively("outbox", () => this.sendAll());
      }
    } finally {
      this.flushing = false;
    }
  }

  private put(entry: Entry): void {
    if (entry.file) {
      this.pictures.set(entry.id, entry);
    } else {
      this.options.shelf.set(PREFIX + entry.id, entry);
    }
  }

  private next(): Entry | undefined {
    return this.entries().find((entry) => entry.failure === undefined);
  }

  /** Sequentially, to keep the order. */
  private async sendAll(): Promise<void> {
    const { sessions, isStored, onAcknowledged, onChanged } = this.options;
    for (let entry = this.next(); entry && this.running; entry = this.next()) {
      if (isStored(entry.id)) {
        this.remove(entry.id);
        continue;
      }
      let session: Session | undefined;
      try {
        session = sessions.current ?? (await sessions.begin());
        const id = await this.deliver(session, entry);
        sessions.reached();
        onAcknowledged(entry, id);
        this.remove(entry.id);
        onChanged();
      } catch (error) {
        await this.sendingFailed(entry, session, error);
      }
    }
  }

  private async deliver(session: Session, entry: Entry): Promise<string | undefined> {
    const { sessions, wire } = this.options;
    const from = { id: session.user, role: "user", ...(sessions.customerName && { name: sessions.customerName }) };
    const activity: Activity = { ...entry.activity, from };
    const { token, conversation, user } = session;
    const answer = entry.file
      ? await wire.upload(token, conversation, user, entry.file, activity)
      : await wire.post(token, conversation, activity);
    return answer.id;
  }

  private async sendingFailed(entry: Entry, session: Session | undefined, error: unknown): Promise<void> {
    const { sessions, pauses, retry, onChanged } = this.options;
    const count = (this.failures.get(entry.id) ?? 0) + 1;
    this.failures.set(entry.id, count);
    const failed = error instanceof ApiError ? error : new ApiError(0);
    const lost = isLost(failed);
    if (session && lost && (await sessions.renew(session)) && count < TROUBLE) {
      return;
    }
    if (session && !failed.passing && !lost) {
      const failure = failed.status === 413 ? "too-large" : failed.status === 409 ? "conflict" : "refused";
      this.put({ ...entry, failure });
      onChanged();
      return;
    }
    if (count >= TROUBLE) {
      onChanged();
    }
    await pauses.pause(untilNextTry(retry, count, failed));
  }
}

/** An idempotent activity: the server stores it once under this id. */
export function withId(activity: Activity, id: string): Activity {
  return { ...activity, channelData: { ...activity.channelData, clientActivityID: id } };
}
