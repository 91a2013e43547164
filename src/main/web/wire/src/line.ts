import { browserTimer, Pauses, type Retry, type Timer, untilNextTry } from "./retry";

/** The part of a WebSocket that is used. */
export type Socket = Pick<WebSocket, "onopen" | "onmessage" | "onclose" | "onerror" | "send" | "close">;

export type Connection =
  | { readonly state: "stopped" }
  | { readonly state: "connecting" }
  | { readonly state: "live" }
  /** `failures` counts the failed tries since the last good connection; `retryAt` is in milliseconds since the epoch. */
  | { readonly state: "waiting"; readonly retryAt: number; readonly failures: number };

/** One connection; its transport reports on it. */
export interface Link {
  /** Aborted when the connection is no longer wanted. */
  readonly signal: AbortSignal;
  opened(): void;
  received(text: string): void;
}

export type Next = "at-once" | "later" | "stop";

/** How a connection ended. A good one resets the count of failures. */
export interface Outcome {
  readonly good: boolean;
  readonly next: Next;
}

export interface LineOptions {
  /** Connects, resuming where the last connection ended, and stays until this one ends. */
  readonly connect: (link: Link) => Promise<Outcome>;
  readonly onText: (text: string) => void;
  readonly onConnection: (connection: Connection) => void;
  /** Handles an exception of `connect`; by default, retries later. */
  readonly onError?: (error: unknown, failures: number) => Next | Promise<Next>;
  readonly retry: Retry;
  readonly timer?: Timer | undefined;
  readonly random?: (() => number) | undefined;
}

/** Keeps a client connected until it is stopped. */
export class Line {
  private readonly timer: Timer;
  private readonly pauses: Pauses;
  private run: AbortController | undefined;
  private link: AbortController | undefined;

  constructor(private readonly options: LineOptions) {
    this.timer = options.timer ?? browserTimer;
    this.pauses = new Pauses(this.timer);
  }

  start(): void {
    if (!this.run) {
      this.run = new AbortController();
      void this.keepConnected(this.run.signal);
    }
  }

  stop(): void {
    this.run?.abort();
    this.run = undefined;
    this.link?.abort();
    this.pauses.wake();
    this.options.onConnection({ state: "stopped" });
  }

  /** Ends a wait between two attempts early. */
  retryNow(): void {
    this.pauses.wake();
  }

  /** Replaces this connection by another, e.g. after a frame was lost. */
  reconnect(): void {
    this.link?.abort();
  }

  private async keepConnected(stopped: AbortSignal): Promise<void> {
    const { onConnection, onError, retry, random } = this.options;
    let failures = 0;
    while (!stopped.aborted) {
      onConnection({ state: "connecting" });
      let error: unknown;
      let outcome: Outcome = { good: false, next: "later" };
      try {
        outcome = await this.connect();
      } catch (thrown) {
        error = thrown;
      }
      if (stopped.aborted) {
        return;
      }
      let { good, next } = outcome;
      // Reconnecting immediately is for a server that shuts down in order, not for one that closes every connection.
      if (next === "at-once" && (good || failures === 0)) {
        failures = 1;
        continue;
      }
      failures = good ? 0 : failures + 1;
      next = error === undefined ? next : ((await onError?.(error, failures)) ?? "later");
      if (stopped.aborted) {
        return;
      }
      if (next === "stop") {
        this.run = undefined;
        return;
      }
      if (error === undefined || next === "later") {
        const wait = untilNextTry(retry, failures, error, random);
        onConnection({ state: "waiting", retryAt: this.timer.now() + wait, failures });
        await this.pauses.pause(wait);
      }
    }
  }

  private async connect(): Promise<Outcome> {
    const link = new AbortController();
    this.link = link;
    const { signal } = link;
    try {
      return await this.options.connect({
        signal,
        opened: () => signal.aborted || this.options.onConnection({ state: "live" }),
        received: (text) => signal.aborted || this.options.onText(text),
      });
    } finally {
      link.abort();
    }
  }
}

export interface SocketOptions {
  /** A socket that receives nothing for this long, in milliseconds, is considered dead. */
  readonly silence: number;
  /** The message that makes the server respond when the socket is idle. */
  readonly ping?: { readonly every: number; readonly send: () => void };
  readonly timer?: Timer | undefined;
}

/** How a socket ended: its close code, how long it was open, and how many frames it received. */
export interface Ended {
  readonly code: number;
  readonly held: number;
  readonly frames: number;
}

const ABNORMAL = 1006;

/** Runs a link over one socket until it ends. */
export function overSocket(
  link: Link,
  open: () => Socket,
  { silence, ping, timer = browserTimer }: SocketOptions,
): Promise<Ended> {
  return new Promise((resolve) => {
    if (link.signal.aborted) {
      resolve({ code: ABNORMAL, held: 0, frames: 0 });
      return;
    }
    const socket = open();
    let openedAt: number | undefined;
    let frames = 0;
    let cancelSilence = () => {};
    let cancelPing = () => {};
    const end = (code: number) => {
      cancelSilence();
      cancelPing();
      link.signal.removeEventListener("abort", abandon);
      socket.onopen = socket.onmessage = socket.onclose = null;
      // A socket that is closed while connecting still reports an error.
      socket.onerror = () => {};
      socket.close();
      resolve({ code, held: openedAt === undefined ? 0 : timer.now() - openedAt, frames });
    };
    const abandon = () => end(ABNORMAL);
    const watch = () => {
      cancelSilence();
      cancelSilence = timer.after(silence, abandon);
    };
    const keepPinging = ({ every, send }: NonNullable<SocketOptions["ping"]>) => {
      cancelPing = timer.after(every, () => {
        keepPinging({ every, send });
        send();
      });
    };
    socket.onopen = () => {
      openedAt = timer.now();
      watch();
      link.opened();
      if (ping) {
        keepPinging(ping);
      }
    };
    socket.onmessage = (event) => {
      watch();
      frames++;
      if (typeof event.data === "string" && event.data !== "") {
        link.received(event.data);
      }
    };
    socket.onclose = (event) => end(event.code);
    socket.onerror = abandon;
    link.signal.addEventListener("abort", abandon);
    watch();
  });
}
