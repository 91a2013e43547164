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
  /** The company's id of the customer, once the server has accepted the proof. */
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
  /** A conversation was started; the grant has the address of its stream. */
  readonly onOpened: (grant: Grant) => void;
  /** The conversation can no longer be reached: the next message starts another. */
  readonly onLost: () => void;
}

/** The session's key on the shelf. */
export const SESSION = "session";
const USER = "user";
const SECRET = "secret";
const LONGEST_TIMER = 2 ** 31 - 1;

/** The session that all tabs share: starts it, refreshes its token, and ends it. */
export class Sessions {
  /** The customer's name as shown to agents. */
  customerName: string | undefined;
  /** The account signed in on this page. */
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

  /** Turns a stranger's session into that of a signed-in customer; while that fails, they remain a stranger. */
  async signIn(stranger: Session, account: Account): Promise<void> {
    await this.options.tabs.exclusively("session", async () => {
      if (this.current?.token !== stranger.token) {
        return;
      }
      try {
        await this.replace(stranger, account);
      } catch {
        // An expired token is detected at its next use, and the account is sent when a new one is requested.
      }
    });
  }

  /** The current session, or a new one. */
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
   * Replaces a token that was refused, or abandons the conversation if that fails too. Returns true if an immediate retry makes sense,
   * false if the server cannot be reached.
   */
  async renew(refused: Session): Promise<boolean> {
    const inVain = this.refusedOnce.has(refused.conversation);
    this.refusedOnce.add(refused.conversation);
    try {
      // A stranger's token is refused once the customer has signed in, even if the answer to the sign-in was lost.
      return await this.refresh(refused, refused.account === undefined ? this.account : undefined, inVain);
    } catch {
      this.refusedOnce.delete(refused.conversation);
      return false;
    }
  }

  /** The server has accepted the token. */
  reached(): void {
    this.refusedOnce.clear();
  }

  /** Refreshes the token well before it expires. */
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

  /** Leaves this conversation; the customer stays known. */
  leave(): void {
    this.options.shelf.remove(SESSION);
  }

  /** Forgets the customer. */
  forgetCustomer(): void {
    const session = this.current;
    if (session) {
      // Revokes it for all tabs and copies; best effort, as it expires anyway.
      this.options.wire.revoke(session.token).catch(() => undefined);
    }
    this.options.shelf.remove(USER);
    this.options.shelf.remove(SECRET);
    this.customerName = undefined;
  }

  /** If the proof is refused (the page may have been open for days), the customer chats as a stranger. */
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
        console.warn("Parley: the proof of the account was refused; the chat continues without it.");
      }
    }
    const [grant, user] = await this.anonymous();
    return [grant, user, undefined];
  }

  /** Reopens this browser's thread by its secret, or starts another one if the server no longer accepts that. */
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
