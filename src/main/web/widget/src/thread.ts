import type { Activity, Attachment, Author, CardAction, HandoffStatus, Source } from "./direct-line";
import type { Entry, Failure } from "./outbox";

export interface MessageItem {
  readonly kind: "message";
  readonly key: string;
  readonly id?: string;
  readonly author: Author;
  readonly at: number;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly choices: readonly CardAction[];
  readonly sources: readonly Source[];
  readonly state: "sent" | "pending" | "failed";
  readonly failure?: Failure;
  readonly file?: File;
}

/** A quiet line between messages. */
export interface LineItem {
  readonly kind: "line";
  readonly key: string;
  readonly at: number;
  readonly what: "joined" | "returned" | "ended" | "overForNow" | "afresh";
  readonly author?: Author;
}

export type Item = MessageItem | LineItem;

/** The current state of the transcript. */
export interface View {
  readonly items: readonly Item[];
  readonly handoff: HandoffStatus | undefined;
  /** Identifies the end of the conversation by an agent; undefined while it continues. */
  readonly ended: string | undefined;
  /** It has ended without an agent, and continues when the customer writes. */
  readonly over: boolean;
}

interface Kept {
  readonly key: string;
  readonly activity: Activity;
  readonly at: number;
}

/** The activities of a conversation in the server's order, each once. */
export class Thread {
  private kept: Kept[] = [];
  private readonly streamed = new Set<string>();
  /** Posts that the server has acknowledged but not yet streamed; their order is known only from the stream. */
  private readonly acknowledged = new Map<string, Kept>();
  private parts = 0;

  /** Adds activities from the server; returns the new ones. */
  insert(activities: readonly Activity[], now: number): Activity[] {
    const fresh: Activity[] = [];
    for (const activity of activities) {
      if (activity.type === "typing") {
        fresh.push(activity);
        continue;
      }
      const id = activity.id;
      if (id !== undefined && this.streamed.has(`${this.parts}|${id}`)) {
        continue;
      }
      if (id !== undefined) {
        this.streamed.add(`${this.parts}|${id}`);
      }
      fresh.push(activity);
      const client = activity.channelData?.clientActivityID ?? this.clientIdOf(id);
      if (client !== undefined) {
        this.acknowledged.delete(client);
      }
      const key = client ?? `${this.parts}|${id ?? `nameless-${this.kept.length}`}`;
      this.kept.push({ key, activity, at: timeOf(activity, now) });
    }
    return fresh;
  }

  /** Shows a post as sent once it is acknowledged, even before the stream delivers it. */
  acknowledge(entry: Entry, id: string | undefined): void {
    if (!this.has(entry.id) && entry.activity.type === "message") {
      const activity = id === undefined ? entry.activity : { ...entry.activity, id };
      this.acknowledged.set(entry.id, { key: entry.id, activity, at: entry.at });
    }
  }

  /** Whether the server's stream has delivered this post. */
  has(client: string): boolean {
    return this.kept.some((kept) => kept.key === client);
  }

  /** Servers may omit our id from the activity of an upload; the id in their answer then identifies the post. */
  private clientIdOf(id: string | undefined): string | undefined {
    return id === undefined ? undefined : [...this.acknowledged.values()].find((kept) => kept.activity.id === id)?.key;
  }

  clear(): void {
    this.kept = [];
    this.streamed.clear();
    this.acknowledged.clear();
  }

  /** Starts a new conversation below the one that can no longer be reached. */
  beginAfresh(now: number): void {
    this.parts++;
    this.acknowledged.clear();
    this.kept.push({ key: `afresh-${this.parts}`, activity: { type: "afresh" }, at: now });
  }

  view(outbox: readonly Entry[], user: string | undefined): View {
    const items: Item[] = [];
    let handoff: HandoffStatus | undefined;
    let ended: string | undefined;
    let over = false;
    for (const { key, activity, at } of [...this.kept, ...this.acknowledged.values()]) {
      if (activity.type === "message") {
        const author = authorOf(activity, user);
        if (author.kind === "customer") {
          ended = undefined;
          over = false;
        }
        items.push(message(key, activity, at, author, "sent"));
      } else if (activity.type === "event" && activity.name === "handoff.status" && isStatus(activity.value)) {
        const status = activity.value;
        const agent: Author = { kind: "agent", ...(status.agent?.name && { name: status.agent.name }) };
        if (status.state === "assigned" && !(handoff?.state === "assigned" && sameName(handoff, status))) {
          items.push({ kind: "line", key, at, what: "joined", author: agent });
        } else if (status.state === "returned" && handoff !== undefined && handoff.state !== "returned") {
          items.push({ kind: "line", key, at, what: "returned" });
        }
        if (status.state === "ended") {
          if (ended === undefined) {
            items.push({ kind: "line", key, at, what: "ended" });
          }
          ended ??= key;
        } else {
          ended = undefined;
        }
        handoff = status;
      } else if (activity.type === "endOfConversation" && activity.code !== undefined) {
        // A closed page needs a line only if a place in the queue was lost.
        if (activity.code === "completedSuccessfully" || handoff?.state === "queued") {
          items.push({ kind: "line", key, at, what: "overForNow" });
        }
        over = true;
        handoff = undefined;
      } else if (activity.type === "endOfConversation") {
        if (ended === undefined) {
          items.push({ kind: "line", key, at, what: "ended" });
        }
        ended ??= key;
        handoff = undefined;
      } else if (activity.type === "afresh") {
        items.push({ kind: "line", key, at, what: "afresh" });
        handoff = undefined;
        ended = undefined;
        over = false;
      }
    }
    for (const entry of outbox) {
      if (entry.activity.type === "message" && !this.has(entry.id) && !this.acknowledged.has(entry.id)) {
        const author: Author = { kind: "customer" };
        const item = message(entry.id, entry.activity, entry.at, author, entry.failure ? "failed" : "pending");
        items.push({
          ...item,
          ...(entry.failure && { failure: entry.failure }),
          ...(entry.file && { file: entry.file }),
        });
      }
    }
    return { items, handoff: handoff?.state === "ended" ? undefined : handoff, ended, over };
  }
}

function message(
  key: string,
  activity: Activity,
  at: number,
  author: Author,
  state: MessageItem["state"],
): MessageItem {
  return {
    kind: "message",
    key,
    ...(activity.id !== undefined && { id: activity.id }),
    author,
    at,
    text: activity.text ?? "",
    attachments: activity.attachments ?? [],
    choices: author.kind === "customer" ? [] : (activity.suggestedActions?.actions ?? []),
    sources: activity.channelData?.sources ?? [],
    state,
  };
}

/** The author: Parley's field if present, else the role that every Direct Line server sends. */
export function authorOf(activity: Activity, user: string | undefined): Author {
  const said = activity.channelData?.author;
  if (said?.kind === "bot" || said?.kind === "agent" || said?.kind === "customer") {
    return said;
  }
  const from = activity.from;
  if (from === undefined || from.role === "user" || from.id === user) {
    return { kind: "customer" };
  }
  return { kind: from.id === "agent" ? "agent" : "bot" };
}

function isStatus(value: unknown): value is HandoffStatus {
  const state = (value as HandoffStatus | null)?.state;
  return state === "queued" || state === "assigned" || state === "returned" || state === "ended";
}

function sameName(a: HandoffStatus, b: HandoffStatus): boolean {
  return a.agent?.name?.zh === b.agent?.name?.zh && a.agent?.name?.en === b.agent?.name?.en;
}

function timeOf(activity: Activity, now: number): number {
  const at = Date.parse(activity.timestamp ?? "");
  return Number.isNaN(at) ? now : at;
}
