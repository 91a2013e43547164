/** The parts of a problem document (RFC 9457) that a client reads. */
interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
}

/** A call that failed. Status 0 and code `offline` when there was no answer, or none that could be read. */
export class ApiError extends Error {
  readonly code: string;

  constructor(
    readonly status: number,
    problem: Problem = {},
    /** How long the server asks to wait before the next attempt, in milliseconds; 0 if not stated. */
    readonly wait = 0,
  ) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.code = problem.code ?? (status === 0 ? "offline" : "unexpected");
  }

  /** Whether the same call may succeed later, unchanged. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 425 || this.status === 429 || this.status >= 500;
  }
}

export type Fetch = typeof globalThis.fetch;

/**
 * Makes one call and returns the JSON of its answer, `undefined` if the answer is empty.
 *
 * @param within time-out in milliseconds; the browser's own by default
 * @throws ApiError, or whatever `fetch` threw once the caller has aborted it
 */
export async function exchange(fetch: Fetch, address: string, init: RequestInit, within?: number): Promise<unknown> {
  const abort = new AbortController();
  const giveUp = () => abort.abort();
  const timer = within === undefined ? undefined : setTimeout(giveUp, within);
  init.signal?.addEventListener("abort", giveUp);
  try {
    if (init.signal?.aborted) {
      giveUp();
    }
    const response = await fetch(address, { ...init, signal: abort.signal });
    const text = await response.text();
    if (!response.ok) {
      throw new ApiError(response.status, problemOf(text), waitOf(response.headers.get("retry-after")));
    }
    return text === "" ? undefined : JSON.parse(text);
  } catch (error) {
    throw error instanceof ApiError || init.signal?.aborted ? error : new ApiError(0);
  } finally {
    clearTimeout(timer);
    init.signal?.removeEventListener("abort", giveUp);
  }
}

/** A page never waits longer than a minute. The server only ever states seconds, never a date. */
function waitOf(retryAfter: string | null): number {
  const seconds = Number(retryAfter ?? 0);
  return seconds > 0 ? Math.min(seconds, 60) * 1000 : 0;
}

function problemOf(text: string): Problem {
  try {
    const problem = JSON.parse(text) as Record<string, unknown> | null;
    const { title, detail, code } = problem ?? {};
    return {
      ...(typeof title === "string" && { title }),
      ...(typeof detail === "string" && { detail }),
      ...(typeof code === "string" && { code }),
    };
  } catch {
    return {};
  }
}
