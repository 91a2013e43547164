import { type Entry, Outbox } from "./outbox";
import type { Shelf } from "./shelf";
import { authorOf, type MessageItem, Thread, type View } from "./thread";
import { type Account, type Activity, type ActivitySet, type Author, type Grant, Wire, WireError } from "./wire";

/** The part of a browser's WebSocket that is used. */
export type Socket = Pick<WebSocket, "onopen" | "onmessage" | "onclose" | "onerror" | "close">;

/** Everything the client needs of the world, so that tests can be the world. Durations are milliseconds. */
export interface Environment {
  /** Base address without a slash at the end. */
  readonly server: string;
  /** The public key of the web-chat account. */
  readonly channel: string;
  /** Set when the customer is signed in with the company. */
  readonly account?: Account | undefined;
  readonly shelf: Shelf;
  readonly fetch: typeof globalThis.fetch;
  readonly openSocket: (url: string) => Socket;
  readonly locks: LockManager | undefined;
  readonly online: () => boolean;
  readonly visible: () => boolean;
  readonly timing: Timing;
}

export interface Timing {
  readonly firstRetry: number;
  readonly longestRetry: number;
  readonly poll: number;
  readonly pollHidden: number;
  /** How long polling goes on before the socket is tried again. */
  readonly socketAgain: number;
  /** A socket on which nothing came for this long, not even a keep-alive, is taken for dead. */
  readonly silence: number;
  /** How long another tab may hold a lock (it may be suspended) before we go on without. */
  readonly lockPatience: number;
}

export const TIMING: Timing = {
  firstRetry: 1_000,
  longestRetry: 30_000,
  poll: 2_000,
  pollHidden: 10_000,
  socketAgain: 60_000,
  silence: 90_000,
  lockPatience: 10_000,
};

/** The conversation this browser is in; instants are milliseconds since the epoch. */
interface Session {
  readonly conversation: string;
  readonly token: string;
  readonly user: string;
  /** The company's id for the customer, when the server took the proof of it. */
  readonly account?: string;
  readonly obtained: number;
  readonly expires: number | null;
}

export interface Snapshot extends View {
  readonly connection: "idle" | "connecting" | "connected" | "disconnected";
  /** The stored thread has been fetched, or there is none. */
  readonly loaded: boolean;
  readonly typing: Author | undefined;
  readonly unread: number;
  /** Ids of posts that keep failing and are still being tried. */
  readonly troubled: ReadonlySet<string>;
  /** The rating given to the end the conversation is at. */
  readonly rating: number | undefined;
  /** The customer can end it: it has begun, no agent holds it, and the bot owes no answer. */
  readonly endable: boolean;
}

const SESSION = "session";
const USER = "user";
const SECRET = "secret";
const READ = "read";
const RATED = "rated";
const TYPING_SHOWN = 8_000;
const TYPING_SENT_EVERY = 3_000;
/** Failures in a row before a post is called troubled, or the connection lost. */
const TROUBLE = 3;
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Speaks Direct Line 3.0 for one browser tab: gets a token with the public key, keeps what the customer sends until the server
 * acknowledges it, streams what others say, and resumes where it was after every interruption. All tabs of a site share the
 * session and the outbox; each follows the stream itself.
 */
export class ChatClient {
  private readonly wire: Wire;
  private readonly outbox: Outbox;
  private readonly thread = new Thread();
  private readonly listeners = new Set<() => void>();
  private readonly alarms = new Set<() => void>();
  private readonly failures = new Map<string, number>();
  /** Conversations that were refused and not reached since. */
  private readonly refusedOnce = new Set<string>();
  private unwatch: (() => void) | undefined;
  private following: string | undefined;
  private run = 0;
  private socket: Socket | undefined;
  private streamUrl: string | undefined;
  private watermark: string | undefined;
  private loaded = true;
  private connection: Snapshot["connection"] = "idle";
  private typingAuthor: Author | undefined;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private typingSent = 0;
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;
  private flushing = false;
  private stopped = true;
  private customerName: string | undefined;
  private account: Account | undefined;
  private taken: Snapshot | undefined;

  constructor(private readonly env: Environment) {
    this.account = env.account;
    this.wire = new Wire(env.server, env.fetch);
    this.outbox = new Outbox(env.shelf);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get snapshot(): Snapshot {
    this.taken ??= this.take();
    return this.taken;
  }

  /** Goes on with the stored conversation, if there is one, and with what was not yet sent. */
  start(): void {
    this.stopped = false;
    const session = this.session();
    const account = this.account;
    this.unwatch = this.env.shelf.watch((key, before, after) => this.anotherTab(key, before, after));
    if (session && account && session.account === undefined) {
      // They have signed in meanwhile: their conversation goes on, and what waits to be sent is theirs.
      void this.signIn(session, account).finally(() => this.goOn());
      return;
    }
    if (session && session.account !== account?.id) {
      // Somebody else has signed in, or out: neither goes on with what the other said.
      this.forgetCustomer();
    }
    this.goOn();
  }

  private goOn(): void {
    this.follow();
    void this.flush();
  }

  /** Makes a stranger's session that of a customer who is signed in; as long as that fails, they stay a stranger. */
  private async signIn(session: Session, account: Account): Promise<void> {
    await this.exclusively("session", async () => {
      const current = this.session();
      if (current?.token !== session.token) {
        return;
      }
      try {
        const grant = await this.wire.refresh(session.token, account);
        if (this.session()?.token === session.token) {
          this.keep({ ...grant, conversationId: session.conversation }, session.user, account.id);
        }
      } catch {
        // A token that is over is found out when it is used next, and the account is named when a new one is made.
      }
    });
  }

  stop(): void {
    this.stopped = true;
    this.unwatch?.();
    this.unfollow();
    this.wake();
    clearTimeout(this.typingTimer);
  }

  /** Tries everything again now: the network is back, or the page is looked at again. */
  wake(): void {
    for (const alarm of [...this.alarms]) {
      alarm();
    }
    this.changed();
  }

  /** What agents see as the customer's name. */
  setCustomerName(name: string | undefined): void {
    this.customerName = name;
  }

  send(text: string, locale: string, value?: unknown): void {
    this.post({ type: "message", text, locale, ...(value !== undefined && { value }) });
  }

  sendPicture(file: File, locale: string): void {
    this.post({ type: "message", text: "", locale }, file);
  }

  rate(value: number): void {
    const ended = this.snapshot.ended;
    if (ended !== undefined && this.snapshot.rating === undefined) {
      this.env.shelf.set(RATED, { ended: this.ratingKey(ended), value });
      this.post({ type: "event", name: "rating", value });
    }
  }

  /** The customer is done; writing goes on in the same conversation. */
  end(): void {
    this.post({ type: "endOfConversation", code: "completedSuccessfully" });
  }

  /** The page is being closed, which counts as leaving where its owner says so. Best effort: nobody is there for the answer. */
  leave(): void {
    const session = this.session();
    const { ended, over, items } = this.snapshot;
    if (session && ended === undefined && !over && items.some((item) => item.kind === "message")) {
      const from = { id: session.user, role: "user" };
      const activity = withId({ type: "endOfConversation", code: "userCancelled", from }, newId());
      this.wire.lastPost(session.token, session.conversation, activity).catch(() => undefined);
    }
  }

  /** Lets the others see that the customer writes; lost when it cannot be sent at once. */
  typing(): void {
    const session = this.session();
    const now = Date.now();
    if (session && this.connection === "connected" && now - this.typingSent > TYPING_SENT_EVERY) {
      this.typingSent = now;
      const activity: Activity = { type: "typing", from: { id: session.user, role: "user" } };
      void this.wire.post(session.token, session.conversation, activity).catch(() => undefined);
    }
  }

  retry(id: string): void {
    const entry = this.outbox.entries().find((candidate) => candidate.id === id);
    if (entry) {
      const { failure, ...again } = entry;
      this.failures.delete(id);
      if (failure === "conflict") {
        // Another text is stored under this id, so the server would refuse it for ever.
        this.outbox.remove(id);
        const fresh = newId();
        this.outbox.put({ ...again, id: fresh, activity: withId(again.activity, fresh) });
      } else {
        this.outbox.put(again);
      }
      this.changed();
      this.wake();
      void this.flush();
    }
  }

  discard(id: string): void {
    this.outbox.remove(id);
    this.failures.delete(id);
    this.changed();
  }

  /** Leaves this conversation; the next message opens another. */
  startAgain(): void {
    for (const entry of this.outbox.entries().filter((refused) => refused.failure !== undefined)) {
      this.outbox.remove(entry.id);
    }
    this.env.shelf.remove(SESSION);
    this.env.shelf.remove(READ);
    this.forget();
  }

  /** Forgets who the customer is as well, for when they sign out of the shop. */
  reset(): void {
    this.account = undefined;
    this.forgetCustomer();
  }

  private forgetCustomer(): void {
    for (const entry of this.outbox.entries()) {
      this.outbox.remove(entry.id);
    }
    const session = this.session();
    if (session) {
      // Nobody goes on with it, in whatever tab or copy of it; when that cannot be said now, it ends by its age.
      this.wire.revoke(session.token).catch(() => undefined);
    }
    this.env.shelf.remove(USER);
    this.env.shelf.remove(SECRET);
    this.customerName = undefined;
    this.startAgain();
  }

  /** The customer looks: whoever is known sees what was said before, in another browser or on another channel. */
  look(): void {
    if (this.account && !this.stopped && !this.session()) {
      // When it fails, the next message tries again.
      this.begin().catch(() => undefined);
    }
  }

  markRead(): void {
    const last = othersMessages(this.snapshot).at(-1)?.id;
    if (last !== undefined && this.env.shelf.get(READ) !== last) {
      this.env.shelf.set(READ, last);
      this.changed();
    }
  }

  // ---- sending

  private post(activity: Activity, file?: File): void {
    const id = newId();
    // Never the same instant twice, because the outbox is sent in the order of the instants.
    const at = Math.max(Date.now(), (this.outbox.entries().at(-1)?.at ?? 0) + 1);
    const entry: Entry = { id, at, activity: withId(activity, id), ...(file && { file }) };
    this.outbox.put(entry);
    this.changed();
    void this.flush();
  }

  private async flush(): Promise<void> {
    if (this.flushing) {
      return;
    }
    this.flushing = true;
    try {
      while (!this.stopped && this.next()) {
        await this.exclusively("outbox", () => this.sendAll());
      }
    } finally {
      this.flushing = false;
    }
  }

  private next(): Entry | undefined {
    return this.outbox.entries().find((entry) => entry.failure === undefined);
  }

  /** One after the other, so that what was written first arrives first. */
  private async sendAll(): Promise<void> {
    for (let entry = this.next(); entry && !this.stopped; entry = this.next()) {
      if (this.thread.has(entry.id)) {
        this.outbox.remove(entry.id);
        continue;
      }
      let session: Session | undefined;
      try {
        session = this.session() ?? (await this.begin());
        const id = await this.deliver(session, entry);
        this.refusedOnce.clear();
        this.thread.acknowledge(entry, id);
        this.outbox.remove(entry.id);
        this.failures.delete(entry.id);
        this.changed();
      } catch (error) {
        await this.sendingFailed(entry, session, error);
      }
    }
  }

  private async deliver(session: Session, entry: Entry): Promise<string | undefined> {
    const from = { id: session.user, role: "user", ...(this.customerName && { name: this.customerName }) };
    const activity: Activity = { ...entry.activity, from };
    const { token, conversation, user } = session;
    const answer = entry.file
      ? await this.wire.upload(token, conversation, user, entry.file, activity)
      : await this.wire.post(token, conversation, activity);
    return answer.id;
  }

  private async sendingFailed(entry: Entry, session: Session | undefined, error: unknown): Promise<void> {
    const count = (this.failures.get(entry.id) ?? 0) + 1;
    this.failures.set(entry.id, count);
    const failed = error instanceof WireError ? error : new WireError(0, undefined, String(error));
    const unreachable = failed.refused || failed.status === 404;
    if (session && unreachable && (await this.renew(session)) && count < TROUBLE) {
      return;
    }
    if (session && !failed.passing && !unreachable) {
      const failure = failed.status === 413 ? "too-large" : failed.status === 409 ? "conflict" : "refused";
      this.outbox.put({ ...entry, failure });
      this.changed();
      return;
    }
    if (count >= TROUBLE) {
      this.changed();
    }
    await this.pause(count, failed);
  }

  // ---- the session

  private session(): Session | undefined {
    return this.env.shelf.get<Session>(SESSION);
  }

  private begin(): Promise<Session> {
    return this.exclusively("session", async () => {
      const existing = this.session();
      if (existing) {
        return existing;
      }
      const [grant, user, account] = await this.generate();
      const opened = await this.wire.open(grant.token);
      const session = this.keep({ ...grant, ...opened, token: opened.token ?? grant.token }, user, account);
      this.follow(opened);
      return session;
    });
  }

  /** A proof that is refused (the page may have stood open for days) leaves the customer unknown, not without a chat. */
  private async generate(): Promise<[Grant, string, string | undefined]> {
    const account = this.account;
    if (account) {
      const user = this.user();
      try {
        return [await this.wire.generate(this.env.channel, user, { account }), user.id, account.id];
      } catch (error) {
        if (!(error instanceof WireError && error.status === 403)) {
          throw error;
        }
        console.warn("Parley: the proof of the account was refused; the chat goes on without it.");
      }
    }
    const [grant, user] = await this.anonymous();
    return [grant, user, undefined];
  }

  /** The thread this browser began, opened by its secret; another one when the server does not take that any more. */
  private async anonymous(): Promise<[Grant, string]> {
    const threadSecret = this.env.shelf.get<string>(SECRET);
    const user = this.user();
    let opened: [Grant, string];
    try {
      const how = threadSecret === undefined ? {} : { threadSecret };
      opened = [await this.wire.generate(this.env.channel, user, how), user.id];
    } catch (error) {
      if (!(error instanceof WireError && error.status === 403)) {
        throw error;
      }
      this.env.shelf.remove(USER);
      this.env.shelf.remove(SECRET);
      const fresh = this.user();
      opened = [await this.wire.generate(this.env.channel, fresh, {}), fresh.id];
    }
    if (opened[0].threadSecret !== undefined) {
      this.env.shelf.set(SECRET, opened[0].threadSecret);
    }
    return opened;
  }

  private user(): { id: string; name?: string } {
    const id = this.env.shelf.get<string>(USER) ?? `dl_${newId()}`;
    this.env.shelf.set(USER, id);
    return { id, ...(this.customerName && { name: this.customerName }) };
  }

  private keep(grant: Grant, user: string, account: string | undefined): Session {
    const now = Date.now();
    const session: Session = {
      conversation: grant.conversationId,
      token: grant.token,
      user,
      ...(account !== undefined && { account }),
      obtained: now,
      expires: grant.expires_in === undefined ? null : now + grant.expires_in * 1000,
    };
    this.env.shelf.set(SESSION, session);
    this.scheduleRefresh();
    return session;
  }

  private scheduleRefresh(): void {
    clearTimeout(this.refreshTimer);
    const session = this.session();
    if (session?.expires != null && !this.stopped) {
      const at = session.obtained + (session.expires - session.obtained) * 0.75;
      const wait = Math.min(Math.max(0, at - Date.now()), LONGEST_TIMER);
      this.refreshTimer = setTimeout(() => void this.refreshBeforeExpiry(session), wait);
    }
  }

  private async refreshBeforeExpiry(session: Session): Promise<void> {
    for (let attempt = 1; !this.stopped && this.session()?.token === session.token; attempt++) {
      try {
        if (await this.refresh(session)) {
          return;
        }
      } catch (error) {
        await this.pause(attempt, error);
      }
    }
    this.scheduleRefresh();
  }

  /**
   * Gets a token that works in place of one that was refused; begins afresh when that does not help either. True when trying
   * again makes sense at once, false when the server cannot be reached.
   */
  private async renew(refused: Session): Promise<boolean> {
    const inVain = this.refusedOnce.has(refused.conversation);
    this.refusedOnce.add(refused.conversation);
    try {
      // A stranger's token is refused once the customer has signed in, also when the answer to that was lost.
      return await this.refresh(refused, refused.account === undefined ? this.account : undefined, inVain);
    } catch {
      this.refusedOnce.delete(refused.conversation);
      return false;
    }
  }

  private refresh(known: Session, account?: Account, giveUp = false): Promise<boolean> {
    return this.exclusively("session", async () => {
      const current = this.session();
      if (current?.token !== known.token) {
        this.scheduleRefresh();
        return true;
      }
      try {
        if (!giveUp) {
          const grant = await this.wire.refresh(known.token, account);
          if (this.session()?.token === known.token) {
            this.keep({ ...grant, conversationId: known.conversation }, known.user, account?.id ?? known.account);
          }
          return true;
        }
      } catch (error) {
        const lost = error instanceof WireError && (error.refused || error.status === 404);
        if (!lost) {
          throw error;
        }
      }
      this.beginAfresh();
      return true;
    });
  }

  private beginAfresh(): void {
    this.env.shelf.remove(SESSION);
    this.env.shelf.remove(READ);
    this.unfollow();
    this.thread.beginAfresh(Date.now());
    this.changed();
  }

  // ---- following the stream

  private follow(opened?: Grant): void {
    const session = this.session();
    if (!session || this.stopped || this.following === session.conversation) {
      return;
    }
    this.unfollow();
    this.following = session.conversation;
    this.loaded = opened !== undefined;
    this.streamUrl = opened?.streamUrl;
    this.connection = "connecting";
    this.scheduleRefresh();
    this.changed();
    void this.followOn(++this.run);
  }

  private unfollow(): void {
    this.run++;
    this.following = undefined;
    this.watermark = undefined;
    this.streamUrl = undefined;
    this.loaded = true;
    this.connection = "idle";
    this.showTyping(undefined);
    clearTimeout(this.refreshTimer);
    this.socket?.close();
    this.socket = undefined;
  }

  private forget(): void {
    this.unfollow();
    this.thread.clear();
    this.failures.clear();
    this.changed();
    this.wake();
  }

  private async followOn(run: number): Promise<void> {
    let failures = 0;
    let socketFailures = 0;
    while (run === this.run) {
      const session = this.session();
      if (!session || session.conversation !== this.following) {
        return;
      }
      let failure: unknown;
      try {
        if (!this.loaded) {
          const history = await this.wire.activities(session.token, session.conversation, undefined);
          if (run !== this.run) {
            return;
          }
          this.loaded = true;
          this.receive(history, false);
        }
        if (socketFailures >= 2) {
          await this.poll(run, session);
          socketFailures = 1;
          continue;
        }
        const opened = await this.listen(run, await this.nextStream(session));
        failures = opened ? 0 : failures + 1;
        socketFailures = opened ? 0 : socketFailures + 1;
      } catch (error) {
        failures++;
        failure = error;
        const failed = error instanceof WireError && (error.refused || error.status === 404);
        if (failed && run === this.run && (await this.renew(session)) && failures < TROUBLE) {
          continue;
        }
      }
      if (run === this.run) {
        this.connection = failures >= TROUBLE || !this.env.online() ? "disconnected" : "connecting";
        this.changed();
        await this.pause(failures, failure);
      }
    }
  }

  private async nextStream(session: Session): Promise<string> {
    const first = this.streamUrl;
    this.streamUrl = undefined;
    const url = first ?? (await this.wire.resume(session.token, session.conversation, this.watermark)).streamUrl;
    if (url === undefined) {
      throw new WireError(0, undefined, "no stream");
    }
    const absolute = new URL(url, this.env.server);
    absolute.protocol = absolute.protocol.replace("http", "ws");
    return absolute.href;
  }

  /** Follows one socket to its end; answers whether it had worked at all: opened, and stayed for a moment or brought a frame. */
  private listen(run: number, url: string): Promise<boolean> {
    return new Promise((resolve) => {
      if (run !== this.run) {
        resolve(true);
        return;
      }
      const socket = this.env.openSocket(url);
      this.socket = socket;
      let opened = 0;
      let frames = 0;
      let silence: ReturnType<typeof setTimeout> | undefined;
      const end = () => {
        clearTimeout(silence);
        socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
        socket.close();
        resolve(frames > 0 || (opened > 0 && Date.now() - opened > 5 * this.env.timing.firstRetry));
      };
      const watch = () => {
        clearTimeout(silence);
        silence = setTimeout(end, this.env.timing.silence);
      };
      socket.onopen = () => {
        opened = Date.now();
        watch();
        this.isConnected();
      };
      socket.onmessage = (event) => {
        watch();
        frames++;
        if (run === this.run && typeof event.data === "string" && event.data !== "") {
          this.receive(JSON.parse(event.data) as ActivitySet, true);
        }
      };
      socket.onerror = end;
      socket.onclose = end;
      watch();
    });
  }

  /** Asks again and again, for networks in which sockets do not work. */
  private async poll(run: number, session: Session): Promise<void> {
    const until = Date.now() + this.env.timing.socketAgain;
    while (run === this.run && Date.now() < until) {
      const token = this.session()?.token ?? session.token;
      const set = await this.wire.activities(token, session.conversation, this.watermark);
      if (run !== this.run) {
        return;
      }
      this.isConnected();
      this.receive(set, true);
      await this.sleep(this.env.visible() ? this.env.timing.poll : this.env.timing.pollHidden);
    }
  }

  private isConnected(): void {
    this.refusedOnce.clear();
    if (this.connection !== "connected") {
      this.connection = "connected";
      this.changed();
    }
  }

  private receive(set: ActivitySet, live: boolean): void {
    this.watermark = set.watermark ?? this.watermark;
    const fresh = this.thread.insert(set.activities ?? [], Date.now());
    for (const activity of fresh) {
      const client = activity.channelData?.clientActivityID;
      if (client !== undefined) {
        // The echo proves it is stored, even if the answer to the post was lost.
        this.outbox.remove(client);
        this.failures.delete(client);
      }
      const author = authorOf(activity, this.session()?.user);
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

  // ---- other tabs

  private anotherTab(key: string, before: unknown, after: unknown): void {
    if (key === SESSION) {
      this.sessionChangedElsewhere(before as Session | undefined, after as Session | undefined);
    } else {
      const id = Outbox.idOf(key);
      const entry = before as Entry | undefined;
      if (id !== undefined && after === undefined && entry && entry.failure === undefined) {
        // The tab that sent it had its answer; ours shows it as sent until the stream brings it.
        this.thread.acknowledge(entry, undefined);
      } else if (id !== undefined && after !== undefined) {
        void this.flush();
      }
    }
    this.changed();
  }

  private sessionChangedElsewhere(before: Session | undefined, after: Session | undefined): void {
    if (after === undefined) {
      this.forget();
    } else if (before?.conversation === after.conversation) {
      this.scheduleRefresh();
    } else {
      if (before !== undefined) {
        this.forget();
      }
      this.follow();
    }
  }

  /** Runs alone among all tabs where the browser can promise it; elsewhere repeats are harmless, only wasteful. */
  private async exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
    const locks = this.env.locks;
    if (!locks) {
      return work();
    }
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.env.timing.lockPatience);
    let begun = false;
    const guarded = () => {
      begun = true;
      clearTimeout(timer);
      return work();
    };
    try {
      return (await locks.request(`parley:${this.env.channel}:${name}`, { signal: abort.signal }, guarded)) as T;
    } catch (error) {
      if (begun) {
        throw error;
      }
      return work();
    } finally {
      clearTimeout(timer);
    }
  }

  // ---- what is seen

  private take(): Snapshot {
    const view = this.thread.view(this.outbox.entries(), this.session()?.user);
    const others = othersMessages(view);
    const lastRead = this.env.shelf.get<string>(READ);
    const read = others.findIndex((item) => item.id !== undefined && item.id === lastRead);
    const rated = this.env.shelf.get<{ ended: string; value: number }>(RATED);
    return {
      ...view,
      connection: this.env.online() ? this.connection : "disconnected",
      loaded: this.loaded,
      typing: this.typingAuthor,
      unread: others.length - read - 1,
      endable: this.loaded && isEndable(view),
      troubled: new Set([...this.failures].filter(([, count]) => count >= TROUBLE).map(([id]) => id)),
      rating: view.ended !== undefined && rated?.ended === this.ratingKey(view.ended) ? rated.value : undefined,
    };
  }

  private ratingKey(ended: string): string {
    return `${this.following ?? ""}|${ended}`;
  }

  private changed(): void {
    this.taken = undefined;
    for (const listener of this.listeners) {
      listener();
    }
  }

  // ---- time

  /** Before the next try, and at least as long as the server asked for. */
  private pause(attempt: number, failure: unknown): Promise<void> {
    return this.sleep(Math.max(this.backoff(attempt), failure instanceof WireError ? failure.wait : 0));
  }

  /** Doubles from try to try, with half of it left to chance so that browsers do not return all at once. */
  private backoff(attempt: number): number {
    const { firstRetry, longestRetry } = this.env.timing;
    const full = Math.min(longestRetry, firstRetry * 2 ** Math.max(0, attempt - 1));
    return full * (0.5 + Math.random() / 2);
  }

  private sleep(duration: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.alarms.delete(end);
        resolve();
      };
      const timer = setTimeout(end, duration);
      this.alarms.add(end);
    });
  }
}

function othersMessages(view: View): MessageItem[] {
  return view.items.filter((item): item is MessageItem => item.kind === "message" && item.author.kind !== "customer");
}

/** The server ends nothing while an agent holds it or the bot owes an answer. */
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

function withId(activity: Activity, id: string): Activity {
  return { ...activity, channelData: { ...activity.channelData, clientActivityID: id } };
}

/** A random UUID; `crypto.randomUUID` exists only on pages served over HTTPS or from localhost. */
export function newId(): string {
  if (typeof crypto.randomUUID === "function") {
    return crypto.randomUUID();
  }
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
