/**
 * The part of the Direct Line 3.0 protocol that the widget uses, and its HTTP calls. Only the fields of activities and grants that every
 * Direct Line server sends are required here; Parley's own come from its description.
 */
import type { Localized, Source, Widget } from "@parley/wire/api";
import { ApiError, exchange, type Fetch } from "@parley/wire/http";

export type { HandoffStatus, Source } from "@parley/wire/api";

export type Names = Partial<Localized>;

export interface Author {
  readonly kind: "bot" | "agent" | "customer";
  readonly name?: Names;
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
  /** The reason of an `endOfConversation`; absent when an agent ended the conversation for good. */
  readonly code?: string;
}

export interface ActivitySet {
  readonly activities?: readonly Activity[];
  readonly watermark?: string;
}

/** A token bound to a conversation; `expires_in` is in seconds. */
export interface Grant {
  readonly conversationId: string;
  readonly token: string;
  readonly expires_in?: number;
  readonly streamUrl?: string;
  /** Reopens an anonymous thread. */
  readonly threadSecret?: string;
}

/** The company's account of this customer, and its server's proof of it. */
export interface Account {
  readonly id: string;
  readonly proof: string;
}

/** A shop's settings for its chat, shown before the conversation starts. */
export type WidgetInfo = Omit<Widget, "key">;

/** The token is refused, or its conversation is gone. */
export function isLost(error: unknown): boolean {
  return error instanceof ApiError && [401, 403, 404].includes(error.status);
}

const ANSWER_WITHIN_MS = 15_000;
const UPLOAD_WITHIN_MS = 120_000;

/** The HTTP calls; each throws an `ApiError`. */
export class DirectLine {
  constructor(
    private readonly server: string,
    private readonly fetch: Fetch,
  ) {}

  widget(key: string): Promise<WidgetInfo> {
    return this.call("GET", `/api/v1/widget/${encodeURIComponent(key)}`);
  }

  /** @param opens an existing thread: by its account, or by its secret */
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

  /** @param account if the customer has signed in since the token was issued */
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

  /** A post that is sent although the page is being closed. `navigator.sendBeacon` cannot send the token. */
  lastPost(token: string, conversation: string, activity: Activity): Promise<{ id?: string }> {
    return this.call("POST", `${path(conversation)}/activities`, token, activity, { keepalive: true });
  }

  /** Uploads a file together with its activity, whose id makes retries idempotent. */
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
    return ((await exchange(this.fetch, this.server + target, init, within)) ?? {}) as T;
  }
}

function path(conversation: string): string {
  return `/v3/directline/conversations/${encodeURIComponent(conversation)}`;
}

function since(watermark: string | undefined): string {
  return watermark === undefined ? "" : `?watermark=${encodeURIComponent(watermark)}`;
}
