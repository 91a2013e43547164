import { ApiError } from "@parley/wire/http";
import { newId } from "@parley/wire/ids";
import { type Pauses, type Retry, untilNextTry } from "@parley/wire/retry";
import { type Account, type DirectLine, type Grant, isLost } from "./direct-line";
import type { Shelf } from "./shelf";
import type { Tabs } from "./tabs";

/** The conversation this browser is in; instants are milliseconds since the epoch. */
export interface Session {
  readonly conversation: string;
  readonly token: string;
  readonly user: string;
  /** The company's id for the customer, when the server took the proof of it. */
  readonly account?: string;
  readonly obtained: number;
  readonly expires: number | null;
}

export interface SessionsOptions {
  /** The public key of the web-chat account. */
  readonly channel: string;
  readonly account: Account | undefined;
  readonly wire: DirectLine;
  readonly shelf: Shelf;
  readonly tabs: Tabs;
  readonly pauses: Pauses;
  readonly retry: Retry;
  /** A conversation was opened; the grant has the address of its stream. */
  readonly onOpened: (grant: Grant) => void;
  /** The conversation can no longer be reached: the next message opens another. */
  readonly onLost: () => void;
}

/** Where the session is on the shelf. */
export const SESSION = "session";
const USER = "user";
const SECRET = "secret";
const LONGEST_TIMER = 2 ** 31 - 1;

/** The session that all tabs share: opens it, keeps its token fresh, and gives it up. */
export class Sessions {
  /** What agents see as the customer's name. */
  customerName: string | undefined;
  /** Who is signed in on this page. */
  account: Account | undefined;
  /** Conversations that were refused and not reached since. */
  private readonly refusedOnce = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = false;

  constructor(private readonly options: SessionsOptions) {
    this.account = options.account;
  }

  get current(): Session | undefined {
    return this.options.shelf.get<Session>(SESSION);
  }

  start(): void {
    this.running = true;
  }

  stop(): void {
    this.running = false;
    this.rest();
  }

  /** Makes a stranger's session that of a customer who is signed in; as long as that fails, they stay a stranger. */
  async signIn(stranger: Session, account: Account): Promise<void> {
    await this.options.tabs.exclusively("session", async () => {
      if (this.current?.token !== stranger.token) {
        return;
      }
      try {
        await this.replace(stranger, account);
      } catch {
        // A token that is over is found out when it is used next, and the account is named when a new one is made.
      }
    });
  }

  /** The present session, or a new one. */
  begin(): Promise<Session> {
    return this.options.tabs.exclusively("session", async () => {
      const existing = this.current;
      if (existing) {
        return existing;
      }
      const [grant, user, account] = await this.generate();
      const opened = await this.options.wire.open(grant.token);
      const session = this.keep({ ...grant, ...opened, token: opened.token ?? grant.token }, user, account);
      this.options.onOpened(opened);
      return session;
    });
  }

  /**
   * Gets a token that works in place of one that was refused; gives the conversation up when that does not help either. True when
   * trying again makes sense at once, false when the server cannot be reached.
   */
  async renew(refused: Session): Promise<boolean> {
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

  /** The server has taken the token. */
  reached(): void {
    this.refusedOnce.clear();
  }

  /** Refreshes the token in good time before it expires. */
  keepFresh(): void {
    this.rest();
    const session = this.current;
    if (session?.expires != null && this.running) {
      const at = session.obtained + (session.expires - session.obtained) * 0.75;
      const wait = Math.min(Math.max(0, at - Date.now()), LONGEST_TIMER);
      this.timer = setTimeout(() => void this.refreshBeforeExpiry(session), wait);
    }
  }

  /** Leaves the token alone until `keepFresh`. */
  rest(): void {
    clearTimeout(this.timer);
  }

  /** Leaves this conversation; its customer stays known. */
  leave(): void {
    this.options.shelf.remove(SESSION);
  }

  /** Forgets who the customer is. */
  forgetCustomer(): void {
    const session = this.current;
    if (session) {
      // Nobody goes on with it, in whatever tab or copy of it; when that cannot be said now, it ends by its age.
      this.options.wire.revoke(session.token).catch(() => undefined);
    }
    this.options.shelf.remove(USER);
    this.options.shelf.remove(SECRET);
    this.customerName = undefined;
  }

  /** A proof that is refused (the page may have stood open for days) leaves the customer unknown, not without a chat. */
  private async generate(): Promise<[Grant, string, string | undefined]> {
    const account = this.account;
    if (account) {
      const user = this.user();
      try {
        return [await this.options.wire.generate(this.options.channel, user, { account }), user.id, account.id];
      } catch (error) {
        if (!isForbidden(error)) {
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
    const { channel, shelf, wire } = this.options;
    const threadSecret = shelf.get<string>(SECRET);
    const user = this.user();
    let opened: [Grant, string];
    try {
      const how = threadSecret === undefined ? {} : { threadSecret };
      opened = [await wire.generate(channel, user, how), user.id];
    } catch (error) {
      if (!isForbidden(error)) {
        throw error;
      }
      shelf.remove(USER);
      shelf.remove(SECRET);
      const fresh = this.user();
      opened = [await wire.generate(channel, fresh, {}), fresh.id];
    }
    if (opened[0].threadSecret !== undefined) {
      shelf.set(SECRET, opened[0].threadSecret);
    }
    return opened;
  }

  private user(): { id: string; name?: string } {
    const id = this.options.shelf.get<string>(USER) ?? `dl_${newId()}`;
    this.options.shelf.set(USER, id);
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
    this.options.shelf.set(SESSION, session);
    this.keepFresh();
    return session;
  }

  private async refreshBeforeExpiry(session: Session): Promise<void> {
    for (let attempt = 1; this.running && this.current?.token === session.token; attempt++) {
      try {
        if (await this.refresh(session)) {
          return;
        }
      } catch (error) {
        await this.options.pauses.pause(untilNextTry(this.options.retry, attempt, error));
      }
    }
    this.keepFresh();
  }

  private refresh(known: Session, account?: Account, giveUp = false): Promise<boolean> {
    return this.options.tabs.exclusively("session", async () => {
      if (this.current?.token !== known.token) {
        this.keepFresh();
        return true;
      }
      try {
        if (!giveUp) {
          await this.replace(known, account);
          return true;
        }
      } catch (error) {
        if (!isLost(error)) {
          throw error;
        }
      }
      this.leave();
      this.options.onLost();
      return true;
    });
  }

  private async replace(known: Session, account: Account | undefined): Promise<void> {
    const grant = await this.options.wire.refresh(known.token, account);
    if (this.current?.token === known.token) {
      this.keep({ ...grant, conversationId: known.conversation }, known.user, account?.id ?? known.account);
    }
  }
}

function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && error.status === 403;
}
