import { newId } from "@parley/wire/ids";
import { Pauses } from "@parley/wire/retry";
import { type Activity, type ActivitySet, type Author, DirectLine, type Grant } from "./direct-line";
import type { Environment } from "./environment";
import { Follower } from "./follower";
import { Outbox, withId } from "./outbox";
import { SESSION, type Session, Sessions } from "./session";
import { Tabs } from "./tabs";
import { authorOf, type MessageItem, Thread, type View } from "./thread";

export interface Snapshot extends View {
  readonly connection: Follower["connection"];
  /** The stored thread has been fetched, or there is none. */
  readonly loaded: boolean;
  readonly typing: Author | undefined;
  readonly unread: number;
  /** Ids of posts that keep failing and are being retried. */
  readonly troubled: ReadonlySet<string>;
  /** The rating of the conversation that has just ended. */
  readonly rating: number | undefined;
  /** Whether the customer can end it: it has begun, no agent holds it, and no answer of the bot is pending. */
  readonly endable: boolean;
}

const READ = "read";
const RATED = "rated";
const TYPING_SHOWN = 8_000;
const TYPING_SENT_EVERY = 3_000;

/**
 * The chat of one browser tab, over Direct Line 3.0: the customer's actions and the visible state. All tabs of a site share the session and
 * the outbox; each follows the stream itself.
 */
export class ChatClient {
  private readonly wire: DirectLine;
  private readonly tabs: Tabs;
  private readonly sessions: Sessions;
  private readonly outbox: Outbox;
  private readonly follower: Follower;
  private readonly pauses = new Pauses();
  private readonly thread = new Thread();
  private readonly listeners = new Set<() => void>();
  private unwatch: (() => void) | undefined;
  private typingAuthor: Author | undefined;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private typingSent = 0;
  private stopped = true;
  private taken: Snapshot | undefined;

  constructor(private readonly env: Environment) {
    const { account, channel, locks, shelf, timing } = env;
    const { pauses } = this;
    const { retry } = timing;
    const wire = new DirectLine(env.server, env.fetch);
    const tabs = new Tabs({ channel, shelf, locks, patience: timing.lockPatience });
    const onChanged = () => this.changed();
    const sessions = new Sessions({
      channel,
      account,
      wire,
      shelf,
      tabs,
      pauses,
      retry,
      onOpened: (grant) => this.follow(grant),
      onLost: () => this.beginAfresh(),
    });
    this.wire = wire;
    this.tabs = tabs;
    this.sessions = sessions;
    this.outbox = new Outbox({
      wire,
      shelf,
      tabs,
      sessions,
      pauses,
      retry,
      isStored: (id) => this.thread.has(id),
      onAcknowledged: (entry, id) => this.thread.acknowledge(entry, id),
      onChanged,
    });
    this.follower = new Follower({
      env,
      wire,
      sessions,
      pauses,
      onActivities: (set, live) => this.receive(set, live),
      onChanged,
    });
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get snapshot(): Snapshot {
    this.taken ??= this.take();
    return this.taken;
  }

  /** Resumes the stored conversation, if there is one, and sends what is still in the outbox. */
  start(): void {
    this.stopped = false;
    this.sessions.start();
    this.outbox.start();
    const session = this.sessions.current;
    const account = this.sessions.account;
    this.unwatch = this.tabs.watch((key, before, after) => this.anotherTab(key, before, after));
    if (session && account && session.account === undefined) {
      // The stranger has signed in: their conversation continues, and unsent messages are kept.
      void this.sessions.signIn(session, account).finally(() => this.resume());
      return;
    }
    if (session && session.account !== account?.id) {
      // Another customer has signed in, or this one has signed out: neither may see the other's conversation.
      this.forgetCustomer();
    }
    this.resume();
  }

  stop(): void {
    this.stopped = true;
    this.unwatch?.();
    this.outbox.stop();
    this.sessions.stop();
    this.unfollow();
    this.wake();
  }

  /** Retries everything now: the network is back, or the page is visible again. */
  wake(): void {
    this.pauses.wake();
    this.follower.wake();
    this.changed();
  }

  /** The customer's name as shown to agents. */
  setCustomerName(name: string | undefined): void {
    this.sessions.customerName = name;
  }

  send(text: string, locale: string, value?: unknown): void {
    this.outbox.post({ type: "message", text, locale, ...(value !== undefined && { value }) });
  }

  sendPicture(file: File, locale: string): void {
    this.outbox.post({ type: "message", text: "", locale }, file);
  }

  rate(value: number): void {
    const ended = this.snapshot.ended;
    if (ended !== undefined && this.snapshot.rating === undefined) {
      this.env.shelf.set(RATED, { ended: this.ratingKey(ended), value });
      this.outbox.post({ type: "event", name: "rating", value });
    }
  }

  /** Ends the conversation for the customer, who can continue it by writing. */
  end(): void {
    this.outbox.post({ type: "endOfConversation", code: "completedSuccessfully" });
  }

  /** The page is being closed, which ends the conversation if the page is configured so. Best effort: the answer cannot be awaited. */
  leave(): void {
    const session = this.sessions.current;
    const { ended, over, items } = this.snapshot;
    if (session && ended === undefined && !over && items.some((item) => item.kind === "message")) {
      const from = { id: session.user, role: "user" };
      const activity = withId({ type: "endOfConversation", code: "userCancelled", from }, newId());
      this.wire.lastPost(session.token, session.conversation, activity).catch(() => undefined);
    }
  }

  /** Announces that the customer is typing; fire-and-forget. */
  typing(): void {
    const session = this.sessions.current;
    const now = Date.now();
    if (session && this.follower.connection === "connected" && now - this.typingSent > TYPING_SENT_EVERY) {
      this.typingSent = now;
      const activity: Activity = { type: "typing", from: { id: session.user, role: "user" } };
      void this.wire.post(session.token, session.conversation, activity).catch(() => undefined);
    }
  }

  retry(id: string): void {
    this.outbox.retry(id);
    this.follower.wake();
  }

  discard(id: string): void {
    this.outbox.remove(id);
    this.changed();
  }

  /** Leaves this conversation; the next message starts another. */
  startAgain(): void {
    this.outbox.removeRefused();
    this.sessions.leave();
    this.env.shelf.remove(READ);
    this.forget();
  }

  /** Forgets the customer as well, when they sign out of the shop. */
  reset(): void {
    this.sessions.account = undefined;
    this.forgetCustomer();
  }

  /** The panel was opened: a signed-in customer sees earlier messages from other browsers and channels. */
  look(): void {
    if (this.sessions.account && !this.stopped && !this.sessions.current) {
      // If it fails, the next message retries.
      this.sessions.begin().catch(() => undefined);
    }
  }

  markRead(): void {
    const last = othersMessages(this.snapshot).at(-1)?.id;
    if (last !== undefined && this.env.shelf.get(READ) !== last) {
      this.env.shelf.set(READ, last);
      this.changed();
    }
  }

  // ---- starting and leaving

  private resume(): void {
    this.follow();
    void this.outbox.flush();
  }

  private follow(opened?: Grant): void {
    const session = this.sessions.current;
    if (session && !this.stopped) {
      this.sessions.keepFresh();
      this.follower.follow(session, opened);
    }
  }

  private unfollow(): void {
    this.sessions.rest();
    this.showTyping(undefined);
    this.follower.unfollow();
  }

  private forgetCustomer(): void {
    this.outbox.clear();
    this.sessions.forgetCustomer();
    this.startAgain();
  }

  private forget(): void {
    this.unfollow();
    this.thread.clear();
    this.outbox.forgetFailures();
    this.wake();
  }

  private beginAfresh(): void {
    this.env.shelf.remove(READ);
    this.unfollow();
    this.thread.beginAfresh(Date.now());
    this.changed();
  }

  private anotherTab(key: string, before: unknown, after: unknown): void {
    if (key === SESSION) {
      this.sessionChangedElsewhere(before as Session | undefined, after as Session | undefined);
    } else {
      this.outbox.changedElsewhere(key, before, after);
    }
    this.changed();
  }

  private sessionChangedElsewhere(before: Session | undefined, after: Session | undefined): void {
    if (after === undefined) {
      this.forget();
    } else if (before?.conversation === after.conversation) {
      this.sessions.keepFresh();
    } else {
      if (before !== undefined) {
        this.forget();
      }
      this.follow();
    }
  }

  // ---- the visible state

  private receive(set: ActivitySet, live: boolean): void {
    for (const activity of this.thread.insert(set.activities ?? [], Date.now())) {
      const client = activity.channelData?.clientActivityID;
      if (client !== undefined) {
        // The echo proves it is stored, even if the answer to the post was lost.
        this.outbox.remove(client);
      }
      const author = authorOf(activity, this.sessions.current?.user);
      if (author.kind !== "customer") {
        if (activity.type === "typing" && live) {
          this.showTyping(author);
        } else if (activity.type === "message" || activity.type === "event") {
          this.showTyping(undefined);
        }
      }
    }
    this.changed();
  }

  private showTyping(author: Author | undefined): void {
    clearTimeout(this.typingTimer);
    this.typingAuthor = author;
    if (author) {
      this.typingTimer = setTimeout(() => {
        this.typingAuthor = undefined;
        this.changed();
      }, TYPING_SHOWN);
    }
  }

  private take(): Snapshot {
    const { connection, loaded } = this.follower;
    const view = this.thread.view(this.outbox.entries(), this.sessions.current?.user);
    const others = othersMessages(view);
    const lastRead = this.env.shelf.get<string>(READ);
    const read = others.findIndex((item) => item.id !== undefined && item.id === lastRead);
    const rated = this.env.shelf.get<{ ended: string; value: number }>(RATED);
    return {
      ...view,
      connection: this.env.online() ? connection : "disconnected",
      loaded,
      typing: this.typingAuthor,
      unread: others.length - read - 1,
      endable: loaded && isEndable(view),
      troubled: this.outbox.troubled(),
      rating: view.ended !== undefined && rated?.ended === this.ratingKey(view.ended) ? rated.value : undefined,
    };
  }

  private ratingKey(ended: string): string {
    return `${this.follower.conversation ?? ""}|${ended}`;
  }

  private changed(): void {
    this.taken = undefined;
    for (const listener of this.listeners) {
      listener();
    }
  }
}

function othersMessages(view: View): MessageItem[] {
  return view.items.filter((item): item is MessageItem => item.kind === "message" && item.author.kind !== "customer");
}

/** The server does not end a conversation while an agent holds it or an answer of the bot is pending. */
function isEndable({ items, handoff, ended, over }: View): boolean {
  const last = items.filter((item): item is MessageItem => item.kind === "message").at(-1);
  return (
    ended === undefined &&
    !over &&
    last !== undefined &&
    handoff?.state !== "assigned" &&
    (handoff?.state === "queued" || last.author.kind !== "customer")
  );
}
