import { ApiError } from "@parley/wire/http";
import { type Connection, Line, type Link, type Next, type Outcome, overSocket } from "@parley/wire/line";
import type { Pauses } from "@parley/wire/retry";
import { type ActivitySet, type DirectLine, type Grant, isLost } from "./direct-line";
import { type Environment, TROUBLE } from "./environment";
import type { Session, Sessions } from "./session";

export interface FollowerOptions {
  readonly env: Environment;
  readonly wire: DirectLine;
  readonly sessions: Sessions;
  readonly pauses: Pauses;
  /** @param live false for activities from before this page was opened */
  readonly onActivities: (set: ActivitySet, live: boolean) => void;
  readonly onChanged: () => void;
}

/** Consecutive sockets that failed before polling takes over. */
const NO_SOCKETS = 2;

/** Follows the stream of one conversation, resuming after the last watermark; where sockets do not work, it polls. */
export class Follower {
  connection: "idle" | "connecting" | "connected" | "disconnected" = "idle";
  /** The stored thread has been fetched, or there is none. */
  loaded = true;
  /** The conversation that is followed. */
  conversation: string | undefined;
  private line: Line | undefined;
  private streamUrl: string | undefined;
  private watermark: string | undefined;
  private socketFailures = 0;
  /** The grant of the current connection. */
  private session: Session | undefined;

  constructor(private readonly options: FollowerOptions) {}

  /** @param opened the grant of a conversation that was just started and so has no history */
  follow(session: Session, opened?: Grant): void {
    if (this.conversation === session.conversation) {
      return;
    }
    this.unfollow();
    this.conversation = session.conversation;
    this.loaded = opened !== undefined;
    this.streamUrl = opened?.streamUrl;
    this.connection = "connecting";
    this.options.onChanged();
    const line: Line = new Line({
      connect: (link) => this.connect(link),
      onText: (text) => this.receive(JSON.parse(text) as ActivitySet, true),
      onConnection: (connection) => line === this.line && this.connectionChanged(connection),
      onError: (error, failures) => this.next(error, failures),
      retry: this.options.env.timing.retry,
    });
    this.line = line;
    line.start();
  }

  unfollow(): void {
    const line = this.line;
    this.line = undefined;
    this.conversation = undefined;
    this.watermark = undefined;
    this.streamUrl = undefined;
    this.socketFailures = 0;
    this.loaded = true;
    this.connection = "idle";
    line?.stop();
  }

  /** Retries now. */
  wake(): void {
    this.line?.retryNow();
  }

  private async connect(link: Link): Promise<Outcome> {
    const { env, sessions, wire } = this.options;
    const session = sessions.current;
    if (!session || session.conversation !== this.conversation) {
      return { good: false, next: "stop" };
    }
    this.session = session;
    if (!this.loaded) {
      const history = await wire.activities(session.token, session.conversation, undefined);
      if (link.signal.aborted) {
        return { good: false, next: "stop" };
      }
      this.loaded = true;
      this.receive(history, false);
    }
    if (this.socketFailures >= NO_SOCKETS) {
      await this.poll(link, session);
      this.socketFailures = NO_SOCKETS - 1;
      return { good: true, next: "at-once" };
    }
    const url = await this.nextStream(session);
    const { held, frames } = await overSocket(link, () => env.openSocket(url), env.timing);
    const good = frames > 0 || held > 5 * env.timing.retry.first;
    this.socketFailures = good ? 0 : this.socketFailures + 1;
    return { good, next: "later" };
  }

  private async next(error: unknown, failures: number): Promise<Next> {
    const refused = this.session;
    return refused && isLost(error) && (await this.options.sessions.renew(refused)) && failures < TROUBLE
      ? "at-once"
      : "later";
  }

  private async nextStream(session: Session): Promise<string> {
    const { env, wire } = this.options;
    const first = this.streamUrl;
    this.streamUrl = undefined;
    const url = first ?? (await wire.resume(session.token, session.conversation, this.watermark)).streamUrl;
    if (url === undefined) {
      throw new ApiError(0);
    }
    const absolute = new URL(url, env.server);
    absolute.protocol = absolute.protocol.replace("http", "ws");
    return absolute.href;
  }

  /** Polls, for networks in which sockets do not work. */
  private async poll(link: Link, session: Session): Promise<void> {
    const { env, pauses, sessions, wire } = this.options;
    const until = Date.now() + env.timing.socketAgain;
    while (!link.signal.aborted && Date.now() < until) {
      const token = sessions.current?.token ?? session.token;
      const set = await wire.activities(token, session.conversation, this.watermark);
      if (link.signal.aborted) {
        return;
      }
      link.opened();
      this.receive(set, true);
      await pauses.pause(env.visible() ? env.timing.poll : env.timing.pollHidden);
    }
  }

  private receive(set: ActivitySet, live: boolean): void {
    this.watermark = set.watermark ?? this.watermark;
    this.options.onActivities(set, live);
  }

  private connectionChanged(connection: Connection): void {
    const before = this.connection;
    if (connection.state === "live") {
      this.options.sessions.reached();
      this.connection = "connected";
    } else if (connection.state === "waiting") {
      const lost = connection.failures >= TROUBLE || !this.options.env.online();
      this.connection = lost ? "disconnected" : "connecting";
    }
    if (this.connection !== before) {
      this.options.onChanged();
    }
  }
}
