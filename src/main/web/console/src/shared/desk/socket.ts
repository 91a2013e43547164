import type { Answer, Refusal, Request, ServerFrame, Ticket } from "../api/types";

/** The part of a WebSocket the desk needs; tests bring their own. */
export interface Socket {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

/** Time as the client sees it, so that tests need not wait. */
export interface Timer {
  now(): number;
  after(milliseconds: number, run: () => void): () => void;
}

export type Connection =
  | { state: "stopped" }
  | { state: "connecting" }
  | { state: "live" }
  | { state: "waiting"; retryAt: number };

export type DeskSocketOptions = {
  ticket: () => Promise<Ticket>;
  connect: (ticket: string, after: number | undefined) => Socket;
  onFrame: (frame: ServerFrame) => void;
  onConnection: (connection: Connection) => void;
  /** The server no longer knows who we are: signing in again is the only way on. */
  onSignedOut: () => void;
  isSignedOut: (error: unknown) => boolean;
  timer?: Timer;
  random?: () => number;
};

/** A request that got no, or no good, answer. `code` is the server's, or `not-connected`, `connection-lost`, `timeout`. */
export class RequestFailed extends Error {
  readonly code: string;

  constructor(code: string, detail?: string) {
    super(detail ?? code);
    this.code = code;
  }

  /** Nobody refused: the same request may be made again once connected. */
  get unanswered(): boolean {
    return this.code === "not-connected" || this.code === "connection-lost" || this.code === "timeout";
  }
}

export const REQUEST_TIMEOUT = 10_000;
export const PING_INTERVAL = 20_000;
const BACKOFF_FIRST = 500;
const BACKOFF_MOST = 30_000;
/** A connection that held this long was a good one: the next loss starts counting anew. */
const GOOD_AFTER = 10_000;
const GOING_AWAY = 1001;

const browserTimer: Timer = {
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const handle = setTimeout(run, milliseconds);
    return () => clearTimeout(handle);
  },
};

type Waiter = { resolve: (answer: Answer) => void; reject: (error: RequestFailed) => void; cancel: () => void };

/**
 * The desk's line to the server: keeps itself connected, resumes after the last frame seen, hands on every frame once and in
 * order, and matches answers to requests.
 */
export class DeskSocket {
  private readonly options: DeskSocketOptions;
  private readonly timer: Timer;
  private readonly random: () => number;
  private readonly waiters = new Map<string, Waiter>();
  private socket: Socket | undefined;
  private lastSeen: number | undefined;
  private attempts = 0;
  private openedAt: number | undefined;
  private nextId = 1;
  private running = false;
  /** Tells a late ticket or frame of an earlier connection from the present one's. */
  private generation = 0;
  private cancelRetry: (() => void) | undefined;
  private cancelPing: (() => void) | undefined;

  constructor(options: DeskSocketOptions) {
    this.options = options;
    this.timer = options.timer ?? browserTimer;
    this.random = options.random ?? Math.random;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    void this.open();
  }

  stop(): void {
    this.running = false;
    this.generation++;
    this.cancelRetry?.();
    this.abandon("connection-lost");
    this.options.onConnection({ state: "stopped" });
  }

  /** Cuts a waiting time short, as when the network came back. */
  retryNow(): void {
    if (!this.running || this.socket || !this.cancelRetry) return;
    this.cancelRetry();
    this.cancelRetry = undefined;
    void this.open();
  }

  request(request: Request, timeout = REQUEST_TIMEOUT): Promise<Answer> {
    const socket = this.socket;
    if (!socket || this.openedAt === undefined) return Promise.reject(new RequestFailed("not-connected"));
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

  private async open(): Promise<void> {
    const generation = ++this.generation;
    this.options.onConnection({ state: "connecting" });
    let ticket: Ticket;
    try {
      ticket = await this.options.ticket();
    } catch (error) {
      if (generation !== this.generation) return;
      if (this.options.isSignedOut(error)) {
        this.running = false;
        this.options.onSignedOut();
      } else this.retryLater();
      return;
    }
    if (generation !== this.generation) return;
    const socket = this.options.connect(ticket.ticket, this.lastSeen);
    this.socket = socket;
    socket.onopen = () => {
      if (generation !== this.generation) return;
      this.openedAt = this.timer.now();
      this.options.onConnection({ state: "live" });
      this.schedulePing();
    };
    socket.onmessage = (event) => {
      if (generation === this.generation && typeof event.data === "string") this.receive(event.data);
    };
    socket.onclose = (event) => {
      if (generation === this.generation) this.lost(event.code === GOING_AWAY);
    };
  }

  private receive(data: string): void {
    let frame: ServerFrame | Answer | Refusal;
    try {
      frame = JSON.parse(data) as ServerFrame | Answer | Refusal;
    } catch {
      this.lost(false);
      return;
    }
    if ("re" in frame) {
      const waiter = this.waiters.get(frame.re);
      if (!waiter) return;
      this.waiters.delete(frame.re);
      waiter.cancel();
      if ("error" in frame) waiter.reject(new RequestFailed(frame.error.code, frame.error.detail));
      else waiter.resolve(frame);
      return;
    }
    if (frame.type !== "reset" && this.lastSeen !== undefined) {
      if (frame.seq <= this.lastSeen) return;
      if (frame.seq > this.lastSeen + 1) {
        // Something was lost on the way: the server still has it, so resume after the last frame that is known to be good.
        this.lost(false);
        return;
      }
    }
    this.lastSeen = frame.seq;
    this.options.onFrame(frame);
  }

  private schedulePing(): void {
    const generation = this.generation;
    this.cancelPing?.();
    this.cancelPing = this.timer.after(PING_INTERVAL, () => {
      this.request({ type: "ping" }).then(
        () => generation === this.generation && this.schedulePing(),
        () => generation === this.generation && this.lost(false),
      );
    });
  }

  private lost(reconnectAtOnce: boolean): void {
    this.generation++;
    if (this.openedAt !== undefined && this.timer.now() - this.openedAt >= GOOD_AFTER) this.attempts = 0;
    this.abandon("connection-lost");
    if (!this.running) return;
    if (reconnectAtOnce && this.attempts === 0) {
      this.attempts = 1;
      void this.open();
    } else this.retryLater();
  }

  private abandon(code: string): void {
    const socket = this.socket;
    this.socket = undefined;
    this.openedAt = undefined;
    this.cancelPing?.();
    this.cancelPing = undefined;
    if (socket) {
      socket.onopen = null;
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    }
    const waiters = [...this.waiters.values()];
    this.waiters.clear();
    for (const waiter of waiters) {
      waiter.cancel();
      waiter.reject(new RequestFailed(code));
    }
  }

  private retryLater(): void {
    if (!this.running) return;
    const ceiling = Math.min(BACKOFF_MOST, BACKOFF_FIRST * 2 ** this.attempts++);
    // Half fixed, half chance: desks that lost the same node do not come back in the same instant.
    const delay = Math.round(ceiling / 2 + (this.random() * ceiling) / 2);
    this.options.onConnection({ state: "waiting", retryAt: this.timer.now() + delay });
    this.cancelRetry = this.timer.after(delay, () => {
      this.cancelRetry = undefined;
      void this.open();
    });
  }
}
