/** The vocabulary of the Direct Line 3.0 protocol as far as the widget speaks it, and its HTTP calls. */

export interface Names {
  readonly zh?: string;
  readonly en?: string;
}

export interface Author {
  readonly kind: "bot" | "agent" | "customer";
  readonly name?: Names;
}

export interface Source {
  readonly article: string;
  readonly title: string | Names;
}

export interface CardAction {
  readonly type: string;
  readonly title: string;
  readonly value?: unknown;
}

export interface Attachment {
  readonly contentType: string;
  readonly contentUrl?: string;
  readonly name?: string;
}

export interface ChannelData {
  readonly clientActivityID?: string;
  readonly sequence?: number;
  readonly author?: Author;
  readonly sources?: readonly Source[];
}

export interface Activity {
  readonly type: string;
  readonly id?: string;
  readonly timestamp?: string;
  readonly from?: { readonly id: string; readonly name?: string; readonly role?: string };
  readonly text?: string;
  readonly locale?: string;
  readonly attachments?: readonly Attachment[];
  readonly suggestedActions?: { readonly actions?: readonly CardAction[] };
  readonly channelData?: ChannelData;
  readonly name?: string;
  readonly value?: unknown;
  /** Of an `endOfConversation`: why it ended. The server's has none when an agent ended it for good. */
  readonly code?: string;
}

export interface ActivitySet {
  readonly activities?: readonly Activity[];
  readonly watermark?: string;
}

/** What a customer is told while and after a person is asked for; `expectedWaitSeconds` null means unknown. */
export interface HandoffStatus {
  readonly state: "queued" | "assigned" | "returned" | "ended";
  readonly position?: number | null;
  readonly expectedWaitSeconds?: number | null;
  readonly agent?: { readonly name?: Names };
}

/** A token bound to a conversation; `expires_in` is in seconds. */
export interface Grant {
  readonly conversationId: string;
  readonly token: string;
  readonly expires_in?: number;
  readonly streamUrl?: string;
  /** Opens an anonymous thread again. */
  readonly threadSecret?: string;
}

/** Whom the company knows this customer as, and its server's proof of it. */
export interface Account {
  readonly id: string;
  readonly proof: string;
}

/** What a shop says of its chat, shown before anything is asked. */
export interface WidgetInfo {
  readonly name?: Names;
  readonly greeting?: Names;
  readonly suggestions?: { readonly zh?: readonly string[]; readonly en?: readonly string[] };
}

/** A call that failed; status 0 when there was no answer at all. */
export class WireError extends Error {
  constructor(
    readonly status: number,
    readonly code: string | undefined,
    message: string,
    /** In milliseconds, how long the server asks to wait before the next try; 0 when it does not say. */
    readonly wait = 0,
  ) {
    super(message);
  }

  /** The same call may succeed later, unchanged. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 425 || this.status === 429 || this.status >= 500;
  }

  /** The token is refused, or what it was for is gone. */
  get refused(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

const ANSWER_WITHIN_MS = 15_000;
const UPLOAD_WITHIN_MS = 120_000;

/** The HTTP calls; each throws a `WireError`. */
export class Wire {
  constructor(
    private readonly server: string,
    private readonly fetch: typeof globalThis.fetch,
  ) {}

  widget(key: string): Promise<WidgetInfo> {
    return this.call("GET", `/api/v1/widget/${encodeURIComponent(key)}`);
  }

  /** @param how a thread that was begun before is opened: by the account it is of, or by its secret */
  generate(
    key: string,
    user: { id: string; name?: string },
    how: { account?: Account; threadSecret?: string },
  ): Promise<Grant> {
    return this.call("POST", "/v3/directline/tokens/generate", key, { user, ...how });
  }

  /** Ends all tokens of this customer, and the secret of the thread. */
  revoke(token: string): Promise<unknown> {
    return this.call("POST", "/v3/directline/tokens/revoke", token);
  }

  /** @param account when the customer has signed in since the token was made */
  refresh(token: string, account?: Account): Promise<Grant> {
    return this.call("POST", "/v3/directline/tokens/refresh", token, account && { account });
  }

  open(token: string): Promise<Grant> {
    return this.call("POST", "/v3/directline/conversations", token);
  }

  /** A new stream, continuing after the watermark. */
  resume(token: string, conversation: string, watermark: string | undefined): Promise<Grant> {
    return this.call("GET", `${path(conversation)}${since(watermark)}`, token);
  }

  activities(token: string, conversation: string, watermark: string | undefined): Promise<ActivitySet> {
    return this.call("GET", `${path(conversation)}/activities${since(watermark)}`, token);
  }

  post(token: string, conversation: string, activity: Activity): Promise<{ id?: string }> {
    return this.call("POST", `${path(conversation)}/activities`, token, activity);
  }

  /** A post that goes out although the page is being closed. `navigator.sendBeacon` cannot show the token. */
  lastPost(token: string, conversation: string, activity: Activity): Promise<{ id?: string }> {
    return this.call("POST", `${path(conversation)}/activities`, token, activity, { keepalive: true });
  }

  /** Uploads a file together with the activity it belongs to, so that the activity's id makes a repeat harmless. */
  upload(token: string, conversation: string, user: string, file: File, activity: Activity): Promise<{ id?: string }> {
    const form = new FormData();
    form.append(
      "activity",
      new Blob([JSON.stringify(activity)], { type: "application/vnd.microsoft.activity" }),
      "activity.json",
    );
    form.append("file", file, file.name);
    return this.call("POST", `${path(conversation)}/upload?userId=${encodeURIComponent(user)}`, token, form, {
      within: UPLOAD_WITHIN_MS,
    });
  }

  private async call<T>(
    method: string,
    target: string,
    token?: string,
    body?: unknown,
    { within = ANSWER_WITHIN_MS, keepalive = false }: { within?: number; keepalive?: boolean } = {},
  ): Promise<T> {
    const headers: Record<string, string> = { accept: "application/json" };
    if (token !== undefined) {
      headers.authorization = `Bearer ${token}`;
    }
    const init: RequestInit = { method, headers, credentials: "omit", cache: "no-store", keepalive };
    if (body instanceof FormData) {
      init.body = body;
    } else if (body !== undefined) {
      headers["content-type"] = "application/json";
      init.body = JSON.stringify(body);
    }
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), within);
    try {
      const response = await this.fetch(this.server + target, { ...init, signal: abort.signal });
      const text = await response.text();
      if (!response.ok) {
        throw new WireError(
          response.status,
          codeOf(text),
          `${method} ${target}: ${response.status}`,
          waitOf(response.headers.get("retry-after")),
        );
      }
      return (text === "" ? {} : JSON.parse(text)) as T;
    } catch (error) {
      throw error instanceof WireError ? error : new WireError(0, undefined, `${method} ${target}: ${String(error)}`);
    } finally {
      clearTimeout(timer);
    }
  }
}

function path(conversation: string): string {
  return `/v3/directline/conversations/${encodeURIComponent(conversation)}`;
}

function since(watermark: string | undefined): string {
  return watermark === undefined ? "" : `?watermark=${encodeURIComponent(watermark)}`;
}

/** Of a `Retry-After` in seconds; a page never waits longer than a minute for it. */
function waitOf(header: string | null): number {
  const seconds = Number(header ?? 0);
  return seconds > 0 ? Math.min(seconds, 60) * 1000 : 0;
}

function codeOf(text: string): string | undefined {
  try {
    const problem = JSON.parse(text) as { code?: unknown };
    return typeof problem.code === "string" ? problem.code : undefined;
  } catch {
    return undefined;
  }
}
