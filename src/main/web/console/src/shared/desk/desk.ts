import { ApiError } from "@parley/wire/http";
import { newId } from "@parley/wire/ids";
import type { Connection } from "@parley/wire/line";
import type { QueryClient } from "@tanstack/react-query";
import { api, deskAddress } from "../api/http";
import { session } from "../api/session";
import type { Answer, Author, Entry, Request, ServerFrame, Visibility } from "../api/types";
import { Store } from "../lib/store";
import { DeskSocket, RequestFailed } from "./socket";
import { afterEntry, applyFrame, type DeskState } from "./state";
import { EMPTY, hasGap, lastSequence, merge, type Outgoing, type Transcript } from "./transcript";

export const keys = {
  desk: ["desk"] as const,
  conversation: (id: string) => ["conversation", id] as const,
  transcript: (id: string) => ["transcript", id] as const,
  conversations: ["conversations"] as const,
  customer: (id: string) => ["customer", id] as const,
  routing: (id: string) => ["routing", id] as const,
  /** @param said the customer's last message; a new one may name something else */
  names: (id: string, said: number) => ["names", id, said] as const,
  /** @param answered the bot's last message; a new one adds a turn */
  replay: (id: string, answered: number) => ["replay", id, answered] as const,
};

const PAGE = 200;
/** A typing indicator that is not renewed disappears after this time. */
const TYPING_HOLDS = 8_000;

export type Typing = Record<string, Author>;
export type DeskEvent = { type: "offered" | "customer-message" | "assigned"; conversation: string };

/**
 * One signed-in agent's desk: feeds the query cache from the socket, fetches what the socket does not deliver, and tracks sent messages
 * until their entry appears in the transcript.
 */
export class Desk {
  readonly connection = new Store<Connection>({ state: "connecting" });
  readonly typing = new Store<Typing>({});
  readonly outgoing: Store<Outgoing[]>;
  private readonly queries: QueryClient;
  private readonly socket: DeskSocket;
  private readonly listeners = new Set<(event: DeskEvent) => void>();
  private readonly watched = new Map<string, number>();
  private readonly typingEnds = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly arriving = new Map<string, Entry[]>();
  private readonly fillingGap = new Set<string>();

  constructor(queries: QueryClient, agent: string) {
    this.queries = queries;
    this.outgoing = new Store<Outgoing[]>([], `parley.outgoing.${agent}`);
    this.socket = new DeskSocket({
      ticket: api.ticket,
      connect: (ticket, after) => new WebSocket(deskAddress(ticket, after)),
      onFrame: (frame) => this.receive(frame),
      onConnection: (connection) => {
        const before = this.connection.get().state;
        this.connection.set(connection);
        if (connection.state === "live" && before !== "live") this.wentLive();
      },
      onSignedOut: () => session.end("expired"),
      isSignedOut: (error) => error instanceof ApiError && error.status === 401,
    });
  }

  start(): void {
    this.socket.start();
    window.addEventListener("online", this.retryNow);
  }

  stop(): void {
    window.removeEventListener("online", this.retryNow);
    this.socket.stop();
    for (const end of this.typingEnds.values()) clearTimeout(end);
  }

  retryNow = (): void => this.socket.retryNow();

  request(request: Request): Promise<Answer> {
    return this.socket.request(request);
  }

  on(listener: (event: DeskEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Watches another agent's conversation while it is open. */
  watch(conversation: string): () => void {
    const readers = this.watched.get(conversation) ?? 0;
    this.watched.set(conversation, readers + 1);
    if (readers === 0) void this.request({ type: "watch", conversation }).catch(() => {});
    return () => {
      const left = (this.watched.get(conversation) ?? 1) - 1;
      if (left > 0) this.watched.set(conversation, left);
      else {
        this.watched.delete(conversation);
        void this.request({ type: "unwatch", conversation }).catch(() => {});
      }
    };
  }

  /** Acknowledges an alarm that lasts until an agent takes it. */
  acknowledge(alarm: string): void {
    void this.request({ type: "acknowledge", alarm }).catch(() => {});
  }

  // Own messages

  post(conversation: string, visibility: Visibility, text: string): void {
    const message: Outgoing = {
      conversation,
      clientMessageId: newId(),
      visibility,
      text,
      at: new Date().toISOString(),
      state: "pending",
    };
    this.outgoing.update((all) => [...all, message]);
    void this.deliver(message);
  }

  /** Sends a failed message again under its old id, which makes it idempotent. */
  retry(clientMessageId: string): void {
    const message = this.outgoing.get().find((it) => it.clientMessageId === clientMessageId);
    if (!message) return;
    this.changeOutgoing(clientMessageId, { state: "pending", failure: undefined });
    void this.deliver(message);
  }

  discard(clientMessageId: string): void {
    this.outgoing.update((all) => all.filter((it) => it.clientMessageId !== clientMessageId));
  }

  private async deliver(message: Outgoing): Promise<void> {
    const { conversation, clientMessageId, visibility, text } = message;
    try {
      const answer = await this.request({ type: "post-message", conversation, clientMessageId, visibility, text });
      this.changeOutgoing(clientMessageId, { state: "stored", sequence: answer.sequence });
      this.settle(conversation);
    } catch (error) {
      const code = error instanceof RequestFailed ? error.code : "unexpected";
      this.changeOutgoing(clientMessageId, { state: "failed", failure: code });
    }
  }

  private changeOutgoing(clientMessageId: string, change: Partial<Outgoing>): void {
    this.outgoing.update((all) =>
      all.map((it) => (it.clientMessageId === clientMessageId ? { ...it, ...change } : it)),
    );
  }

  /** Drops the messages whose entries have arrived. */
  private settle(conversation: string): void {
    const transcript = this.queries.getQueryData<Transcript>(keys.transcript(conversation));
    const confirmed = new Set(transcript?.entries.map((entry) => entry.clientMessageId));
    this.outgoing.update((all) => {
      const left = all.filter((it) => it.conversation !== conversation || !confirmed.has(it.clientMessageId));
      return left.length === all.length ? all : left;
    });
  }

  // The transcript

  /** The newest entries of a conversation, or those newer than the known ones. */
  loadTranscript = async (conversation: string, signal?: AbortSignal): Promise<Transcript> => {
    const arrived: Entry[] = [];
    this.arriving.set(conversation, arrived);
    try {
      let transcript = this.queries.getQueryData<Transcript>(keys.transcript(conversation)) ?? EMPTY;
      let after = lastSequence(transcript);
      if (after === 0) {
        const view = await api.conversation(conversation, signal);
        this.queries.setQueryData(keys.conversation(conversation), view);
        after = Math.max(0, view.sequence - PAGE);
      }
      for (let next: number | undefined = after; next !== undefined; ) {
        const page = await api.messages(conversation, next, PAGE, signal);
        transcript = merge(transcript, page.items);
        next = page.next !== undefined && page.next > next ? page.next : undefined;
      }
      transcript = merge(transcript, arrived);
      queueMicrotask(() => this.settle(conversation));
      return transcript;
    } finally {
      this.arriving.delete(conversation);
    }
  };

  /** The page of entries before the first one shown. */
  async loadEarlier(conversation: string): Promise<void> {
    const transcript = this.queries.getQueryData<Transcript>(keys.transcript(conversation));
    const first = transcript?.entries[0]?.sequence ?? 1;
    if (first <= 1) return;
    const after = Math.max(0, first - 1 - PAGE);
    const page = await api.messages(conversation, after, first - 1 - after);
    this.addEntries(conversation, page.items);
  }

  private addEntries(conversation: string, entries: Entry[]): void {
    this.queries.setQueryData<Transcript>(keys.transcript(conversation), (before) => before && merge(before, entries));
    this.settle(conversation);
    const after = this.queries.getQueryData<Transcript>(keys.transcript(conversation));
    if (after && hasGap(after)) void this.fillGap(conversation);
  }

  private async fillGap(conversation: string): Promise<void> {
    if (this.fillingGap.has(conversation)) return;
    this.fillingGap.add(conversation);
    try {
      await this.queries.refetchQueries({ queryKey: keys.transcript(conversation), exact: true });
    } finally {
      this.fillingGap.delete(conversation);
    }
  }

  // Frames

  private receive(frame: ServerFrame): void {
    this.queries.setQueryData<DeskState>(keys.desk, (before) => applyFrame(before, frame));
    switch (frame.type) {
      case "reset":
        // Events may have been missed: everything shown is fetched again, transcripts only from their last entry on.
        void this.queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== keys.desk[0] });
        this.rewatch();
        break;
      case "reservation-offered":
        this.tell({ type: "offered", conversation: frame.reservation.conversation.id });
        break;
      case "assigned":
      case "conversation-changed":
        this.queries.setQueryData(keys.conversation(frame.conversation.id), frame.conversation);
        void this.queries.invalidateQueries({ queryKey: keys.conversations });
        void this.queries.invalidateQueries({ queryKey: keys.routing(frame.conversation.id) });
        if (frame.type === "assigned") this.tell({ type: "assigned", conversation: frame.conversation.id });
        break;
      case "message":
        this.receiveEntry(frame.entry);
        break;
      case "typing":
        this.receiveTyping(frame.conversation, frame.author, frame.typing);
        break;
      default:
        break;
    }
  }

  private receiveEntry(entry: Entry): void {
    const { conversation } = entry;
    this.arriving.get(conversation)?.push(entry);
    this.addEntries(conversation, [entry]);
    this.queries.setQueryData<Parameters<typeof afterEntry>[0]>(
      keys.conversation(conversation),
      (before) => before && afterEntry(before, entry),
    );
    if (entry.author) this.receiveTyping(conversation, entry.author, false);
    if (entry.type === "message" && entry.author?.kind === "customer") {
      this.tell({ type: "customer-message", conversation });
    }
  }

  private receiveTyping(conversation: string, author: Author, typing: boolean): void {
    clearTimeout(this.typingEnds.get(conversation));
    this.typingEnds.delete(conversation);
    this.typing.update((all) => {
      const { [conversation]: before, ...rest } = all;
      if (typing) return { ...rest, [conversation]: author };
      return before?.kind === author.kind ? rest : all;
    });
    if (typing) {
      const end = setTimeout(() => this.receiveTyping(conversation, author, false), TYPING_HOLDS);
      this.typingEnds.set(conversation, end);
    }
  }

  private wentLive(): void {
    this.rewatch();
    for (const message of this.outgoing.get()) {
      const unanswered = message.failure === undefined || new RequestFailed(message.failure).unanswered;
      if (message.state === "stored" || !unanswered) continue;
      this.retry(message.clientMessageId);
    }
  }

  private rewatch(): void {
    for (const conversation of this.watched.keys()) {
      void this.request({ type: "watch", conversation }).catch(() => {});
    }
  }

  private tell(event: DeskEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}
