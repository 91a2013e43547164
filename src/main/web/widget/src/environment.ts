import type { Fetch } from "@parley/wire/http";
import type { Socket } from "@parley/wire/line";
import type { Retry } from "@parley/wire/retry";
import type { Account } from "./direct-line";
import type { Shelf } from "./shelf";

/** Everything the client needs from its surroundings, so that tests can replace them. */
export interface Environment {
  /** Base address without a trailing slash. */
  readonly server: string;
  /** The public key of the web-chat account. */
  readonly channel: string;
  /** Set when the customer is signed in with the company. */
  readonly account?: Account | undefined;
  readonly shelf: Shelf;
  readonly fetch: Fetch;
  readonly openSocket: (url: string) => Socket;
  readonly locks: LockManager | undefined;
  readonly online: () => boolean;
  readonly visible: () => boolean;
  readonly timing: Timing;
}

/** In milliseconds. */
export interface Timing {
  readonly retry: Retry;
  readonly poll: number;
  readonly pollHidden: number;
  /** How long to poll before the socket is tried again. */
  readonly socketAgain: number;
  /** A socket that receives nothing for this long, not even a keep-alive, is considered dead. */
  readonly silence: number;
  /** How long to wait for a lock held by another tab, which may be suspended, before continuing without it. */
  readonly lockPatience: number;
}

export const TIMING: Timing = {
  retry: { first: 1_000, longest: 30_000 },
  poll: 2_000,
  pollHidden: 10_000,
  socketAgain: 60_000,
  silence: 90_000,
  lockPatience: 10_000,
};

/** Consecutive failures before a post is reported as delayed, or the connection as lost. */
export const TROUBLE = 3;
