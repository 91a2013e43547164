import { type Connection, Line, type Link, type Next, type Outcome, overSocket, type Socket } from "@parley/wire/line";
import { browserTimer, type Timer } from "@parley/wire/retry";
import type { Answer, Refusal, Request, ServerFrame, Ticket } from "../api/types";

export type DeskSocketOptions = {
  ticket: () => Promise<Ticket>;
  connect: (ticket: string, after: number | undefined) => Socket;
  onFrame: (frame: ServerFrame) => void;
  onConnection: (connection: Connection) => void;
  /** The sign-in is no longer valid; the agent has to sign in again. */
  onSignedOut: () => void;
  isSignedOut: (error: unknown) => boolean;
  timer?: Timer;
  random?: () => number;
};

/** A request that was not answered, or was refused. `code` is the server's, or `not-connected`, `connection-lost`, `timeout`. */
export class RequestFailed extends Error {
  readonly code: string;

  constructor(code: string, detail?: string) {
    super(detail ?? code);
    this.code = code;
  }

  /** Not a refusal: the same request may be repeated once connected. */
  get unanswered(): boolean {
    return this.code === "not-connected" || this.code === "connection-lost" || this.code === "timeout";
  }
}

export const REQUEST_TIMEOUT = 10_000;
export const PING_INTERVAL = 20_000;
/** A connection that lasted this long counts as good. */
const GOOD_AFTER = 10_000;
const GOING_AWAY = 1001;

type Waiter = { resolve: (answer: Answer) => void; reject: (error: RequestFailed) => void; cancel: () => void };

/**
 * The desk's connection to the server: resumes after the last frame seen, delivers every frame once and in order, and matches answers to
 * requests.
 */
export class DeskSocket {
  private readonly options: DeskSocketOptions;
  private readonly timer: Timer;
  private readonly line: Line;
  private readonly waiters = new Map<string, Waiter>();
  /** While it is open. */
  private socket: Socket | undefined;
  private lastSeen: number | undefined;
  private nextId = 1;

  constructor(options: DeskSocketOptions) {
    this.options = options;
    this.timer = options.timer ?? browserTimer;
    this.line = new Line({
      connect: (link) => this.connect(link),
      onText: (text) => this.receive(text),
      onConnection: options.onConnection,
      onError: (error) => this.next(error),
      retry: { first: 500, longest: 30_000 },
      timer: this.timer,
      random: options.random,
    });
  }

  start(): void {
    this.line.start();
  }

  stop(): void {
    this.line.stop();
  }

  /** Ends a wait early, e.g. when the network is back. */
  retryNow(): void {
    this.line.retryNow();
  }

  request(request: Request, timeout = REQUEST_TIMEOUT): Promise<Answer> {
    const socket = this.socket;
    if (!socket) return Promise.reject(new RequestFailed("not-connected"));
    const id = String(this.nextId++);
    return new Promise((resolve, reject) => {
      const cancel = this.timer.after(timeout, () => {
        this.waiters.delete(id);
        reject(new RequestFailed("timeout"));
      });
      this.waiters.set(id, { resolve, reject, cancel });
      socket.send(JSON.stringify({ id, ...request }));
    });
  }

  private async connect(link: Link): Promise<Outcome> {
    const { ticket } = await this.options.ticket();
    let socket: Socket | undefined;
    const open = () => {
      socket = this.options.connect(ticket, this.lastSeen);
      return socket;
    };
    const opened = () => {
      this.socket = socket;
      link.opened();
    };
    const ping = { every: PING_INTERVAL, send: () => void this.request({ type: "ping" }).catch(() => {}) };
    const silence = PING_INTERVAL + REQUEST_TIMEOUT;
    try {
      const { code, held } = await overSocket({ ...link, opened }, open, { silence, ping, timer: this.timer });
      return { good: held >= GOOD_AFTER, next: code === GOING_AWAY ? "at-once" : "later" };
    } finally {
      this.closed();
    }
  }

  private closed(): void {
    this.socket = undefined;
    const waiters = [...this.waiters.values()];
    this.waiters.clear();
    for (const waiter of waiters) {
      waiter.cancel();
      waiter.reject(new RequestFailed("connection-lost"));
    }
  }

  private receive(data: string): void {
    let frame: ServerFrame | Answer | Refusal;
    try {
      frame = JSON.parse(data) as ServerFrame | Answer | Refusal;
    } catch {
      this.line.reconnect();
      return;
    }
    if ("re" in frame) {
      this.answered(frame);
      return;
    }
    if (frame.type !== "reset" && this.lastSeen !== undefined) {
      if (frame.seq <= this.lastSeen) return;
      if (frame.seq > this.lastSeen + 1) {
        // A frame was lost. The server still has it, so resume after the last one received in order.
        this.line.reconnect();
        return;
      }
    }
    this.lastSeen = frame.seq;
    this.options.onFrame(frame);
  }

  private answered(answer: Answer | Refusal): void {
    const waiter = this.waiters.get(answer.re);
    if (!waiter) return;
    this.waiters.delete(answer.re);
    waiter.cancel();
    if ("error" in answer) waiter.reject(new RequestFailed(answer.error.code, answer.error.detail));
    else waiter.resolve(answer);
  }

  private next(error: unknown): Next {
    if (!this.options.isSignedOut(error)) return "later";
    this.options.onSignedOut();
    return "stop";
  }
}
