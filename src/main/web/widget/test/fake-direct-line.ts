import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { type WebSocket, WebSocketServer } from "ws";
import type { Activity } from "../src/direct-line";

interface Conversation {
  readonly id: string;
  readonly activities: Activity[];
  readonly ids: Map<string, { id: string; text: string }>;
  readonly sockets: Set<WebSocket>;
}

export const BOT_NAME = { zh: "小帕", en: "Parley" };
export const AGENT_NAME = { zh: "订单组", en: "Orders desk" };

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** A Direct Line server in memory that can be told to fail in the ways real ones do. */
export class FakeDirectLine {
  readonly conversations: Conversation[] = [];
  /** Every request as "METHOD path", in order. */
  readonly requests: string[] = [];
  /** What a bot does with a customer's message; by default nothing. */
  bot: (say: (activity: Activity) => void, text: string) => void = () => undefined;
  tokenSeconds = 1800;
  /** The account each token was made for. */
  readonly accounts: (string | undefined)[] = [];
  refuseSockets = false;
  /** Sends every frame twice. */
  stutter = false;
  private tokens = new Map<string, { user: string; conversation?: string; account?: string | undefined }>();
  /** Conversations that a stranger began and somebody has signed in on: no stranger's token opens them. */
  private readonly signedIn = new Set<string>();
  private readonly failures: { match: RegExp; status: number; afterStoring: boolean; retryAfter: number }[] = [];
  /** Users whose anonymous threads have begun: these are opened by their secrets only. */
  private readonly begun = new Set<string>();
  private readonly revoked = new Set<string>();
  private readonly uploads = new Map<string, { type: string; bytes: Buffer }>();
  private readonly server: Server;
  private readonly sockets = new WebSocketServer({ noServer: true });
  private count = 0;

  /** @param files a directory whose files are served at `/` */
  constructor(private readonly files?: string) {
    this.server = createServer((request, response) => void this.handle(request, response));
    this.server.on("upgrade", (request, socket, head) => {
      const url = new URL(request.url ?? "/", "http://fake");
      const found = this.find(url.pathname.split("/")[4]);
      if (this.refuseSockets || !found) {
        socket.destroy();
        return;
      }
      this.sockets.handleUpgrade(request, socket, head, (client) => {
        found.sockets.add(client);
        client.on("close", () => found.sockets.delete(client));
        const missed = found.activities.slice(Number(url.searchParams.get("watermark") ?? 0));
        if (missed.length > 0) {
          client.send(JSON.stringify({ activities: missed, watermark: String(found.activities.length) }));
        }
      });
    });
  }

  listen(port = 0): Promise<string> {
    return new Promise((resolve) => {
      this.server.listen(port, "127.0.0.1", () =>
        resolve(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`),
      );
    });
  }

  close(): Promise<void> {
    this.dropSockets();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  /**
   * The next request whose "METHOD path" matches fails; status 0 cuts the connection, after storing it when asked to.
   *
   * @param retryAfter in seconds, told unless it is 0
   */
  failNext(match: RegExp, status: number, afterStoring = false, retryAfter = 0): void {
    this.failures.push({ match, status, afterStoring, retryAfter });
  }

  forgetTokens(): void {
    this.tokens = new Map();
  }

  /** Takes no token and no secret of before any more. */
  revoke(): void {
    for (const user of this.begun) {
      this.revoked.add(`secret of ${user}`);
    }
    this.forgetTokens();
  }

  dropSockets(): void {
    for (const conversation of this.conversations) {
      for (const socket of conversation.sockets) {
        socket.terminate();
      }
    }
  }

  get latest(): Conversation {
    const last = this.conversations.at(-1);
    if (!last) {
      throw new Error("no conversation");
    }
    return last;
  }

  /** Texts of all stored messages of the latest conversation. */
  get texts(): string[] {
    return this.latest.activities
      .filter((activity) => activity.type === "message")
      .map((activity) => activity.text ?? "");
  }

  say(activity: Activity, conversation = this.latest): string {
    const id = `${conversation.id}|${String(conversation.activities.length + 1).padStart(7, "0")}`;
    const complete: Activity = {
      from: { id: "bot", role: "bot" },
      ...activity,
      id,
      timestamp: activity.timestamp ?? new Date().toISOString(),
    };
    if (activity.type !== "typing") {
      conversation.activities.push(complete);
    }
    const frame = JSON.stringify({ activities: [complete], watermark: String(conversation.activities.length) });
    for (const socket of conversation.sockets) {
      socket.send(frame);
      if (this.stutter) {
        socket.send(frame);
      }
    }
    return id;
  }

  private find(id: string | undefined): Conversation | undefined {
    return this.conversations.find((conversation) => conversation.id === id);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://fake");
    const line = `${request.method} ${url.pathname}`;
    this.requests.push(line);
    const body = Buffer.concat(await request.toArray());
    const at = this.failures.findIndex((failure) => failure.match.test(line));
    const failure = at >= 0 ? this.failures.splice(at, 1)[0] : undefined;
    const answer = (status: number, value: unknown) => {
      const wait = failure?.retryAfter ? { "retry-after": String(failure.retryAfter) } : {};
      response.writeHead(status, { "content-type": "application/json", ...wait });
      response.end(JSON.stringify(value));
    };
    if (failure && !failure.afterStoring) {
      if (failure.status === 0) {
        request.socket.destroy();
      } else {
        answer(failure.status, { status: failure.status, code: "fake" });
      }
      return;
    }
    const parts = url.pathname.split("/").slice(1);
    if (parts[0] === "api" && parts[2] === "widget") {
      answer(200, {
        key: parts[3],
        name: { zh: "示例电器", en: "Demo Electronics" },
        greeting: {
          zh: "您好！我是智能助手，可以帮您查订单、退换货，也可以随时转人工。",
          en: "Hello! I can look up orders, arrange returns, or bring in a colleague.",
        },
        suggestions: {
          zh: ["我的订单 20418 到哪儿了？", "怎么申请退货？", "耳机可以连两台设备吗？"],
          en: ["Where is my order 20418?", "How do I return something?", "Can the headphones connect to two devices?"],
        },
      });
    } else if (parts[0] === "api" && parts[2] === "uploads") {
      const upload = this.uploads.get(parts[3] ?? "");
      response.writeHead(upload ? 200 : 404, { "content-type": upload?.type ?? "text/plain" });
      response.end(upload?.bytes);
    } else if (parts[0] === "v3") {
      const [status, value] = this.directLine(request, url, parts.slice(2), body);
      if (failure) {
        request.socket.destroy();
      } else {
        answer(status, value);
      }
    } else {
      await this.file(url.pathname, response);
    }
  }

  private directLine(request: IncomingMessage, url: URL, parts: string[], body: Buffer): [number, unknown] {
    const bearer = request.headers.authorization?.slice("Bearer ".length) ?? "";
    const grant = this.tokens.get(bearer);
    if (parts[0] === "tokens" && parts[1] === "generate") {
      if (bearer !== "demo.webchat-demo") {
        return [403, { code: "forbidden" }];
      }
      const { user, account, threadSecret } = JSON.parse(body.toString()) as {
        user: { id: string };
        account?: { id: string; proof: string };
        threadSecret?: string;
      };
      if (account && account.proof !== `proof of ${account.id}`) {
        return [403, { code: "not-allowed" }];
      }
      this.accounts.push(account?.id);
      const secret = `secret of ${user.id}`;
      if (!account && threadSecret !== undefined && (threadSecret !== secret || this.revoked.has(secret))) {
        return [403, { code: "not-allowed" }];
      }
      // The thread is the customer's: the same one wherever somebody known comes from.
      if (!account && threadSecret === undefined && this.begun.has(user.id)) {
        return [403, { code: "not-allowed" }];
      }
      const granted = this.grant(
        user.id,
        account ? `account-${account.id}` : `c${this.conversations.length + 1}-${++this.count}`,
        account?.id,
      );
      return [200, account ? granted : { ...(granted as object), threadSecret: secret }];
    }
    if (!grant?.conversation) {
      return [403, { code: "token-expired" }];
    }
    const refreshedFor =
      parts[0] === "tokens" && parts[1] === "refresh"
        ? (JSON.parse(body.toString() || "{}") as { account?: { id: string; proof: string } }).account
        : undefined;
    if (this.signedIn.has(grant.conversation) && grant.account === undefined && refreshedFor === undefined) {
      return [403, { code: "not-allowed" }];
    }
    if (parts[0] === "tokens" && parts[1] === "revoke") {
      this.revoked.add(`secret of ${grant.user}`);
      this.forgetTokens();
      return [204, {}];
    }
    if (parts[0] === "tokens") {
      if (refreshedFor && refreshedFor.proof !== `proof of ${refreshedFor.id}`) {
        return [403, { code: "not-allowed" }];
      }
      if (refreshedFor) {
        this.accounts.push(refreshedFor.id);
        this.signedIn.add(grant.conversation);
      }
      return [200, this.grant(grant.user, grant.conversation, refreshedFor?.id ?? grant.account)];
    }
    if (parts[1] === undefined) {
      if (!this.find(grant.conversation)) {
        this.conversations.push({ id: grant.conversation, activities: [], ids: new Map(), sockets: new Set() });
      }
      return [
        201,
        {
          conversationId: grant.conversation,
          token: bearer,
          expires_in: this.tokenSeconds,
          streamUrl: this.stream(request, grant.conversation, "0"),
        },
      ];
    }
    const conversation = this.find(parts[1]);
    if (!conversation) {
      return [404, { code: "not-found" }];
    }
    const watermark = url.searchParams.get("watermark") ?? "0";
    if (parts[2] === undefined) {
      return [
        200,
        { conversationId: conversation.id, token: bearer, streamUrl: this.stream(request, conversation.id, watermark) },
      ];
    }
    if (request.method === "GET") {
      const activities = conversation.activities.slice(Number(watermark));
      return [200, { activities, watermark: String(conversation.activities.length) }];
    }
    return parts[2] === "upload"
      ? this.upload(conversation, grant.user, request, body)
      : this.store(conversation, grant.user, JSON.parse(body.toString()) as Activity);
  }

  private store(conversation: Conversation, user: string, activity: Activity): [number, unknown] {
    const client = activity.channelData?.clientActivityID;
    const before = client === undefined ? undefined : conversation.ids.get(client);
    if (before) {
      return before.text === activity.text ? [200, { id: before.id }] : [409, { code: "message-conflict" }];
    }
    this.begun.add(user);
    const by = activity.type === "endOfConversation" ? { id: "bot", role: "bot" } : { id: user, role: "user" };
    const id = this.say({ ...activity, from: by }, conversation);
    if (client !== undefined) {
      conversation.ids.set(client, { id, text: activity.text ?? "" });
    }
    if (activity.type === "message") {
      this.bot((reply) => this.say(reply, conversation), activity.text ?? "");
    }
    return [200, { id }];
  }

  private upload(conversation: Conversation, user: string, request: IncomingMessage, body: Buffer): [number, unknown] {
    const boundary = /boundary=(.+)$/.exec(request.headers["content-type"] ?? "")?.[1] ?? "";
    const parts = body
      .toString("latin1")
      .split(`--${boundary}`)
      .slice(1, -1)
      .map((part) => {
        const end = part.indexOf("\r\n\r\n");
        return { head: part.slice(0, end), bytes: Buffer.from(part.slice(end + 4, -2), "latin1") };
      });
    const activity = JSON.parse(
      parts.find((part) => part.head.includes("microsoft.activity"))?.bytes.toString() ?? "{}",
    ) as Activity;
    const file = parts.find((part) => part.head.includes('name="file"'));
    const type = /content-type: (.+)/i.exec(file?.head ?? "")?.[1]?.trim() ?? "";
    const key = String(++this.count);
    this.uploads.set(key, { type, bytes: file?.bytes ?? Buffer.alloc(0) });
    const attachments = [
      {
        contentType: type,
        contentUrl: `/api/v1/uploads/${key}`,
        name: /filename="(.+?)"/.exec(file?.head ?? "")?.[1] ?? "",
      },
    ];
    return this.store(conversation, user, { ...activity, attachments });
  }

  private grant(user: string, conversation: string, account: string | undefined): unknown {
    const token = `token-${++this.count}`;
    this.tokens.set(token, { user, conversation, account });
    return { conversationId: conversation, token, expires_in: this.tokenSeconds };
  }

  private stream(request: IncomingMessage, conversation: string, watermark: string): string {
    return `ws://${request.headers.host}/v3/directline/conversations/${conversation}/stream?watermark=${watermark}`;
  }

  private async file(path: string, response: ServerResponse): Promise<void> {
    const name = path === "/" ? "/index.html" : path;
    try {
      const bytes = await readFile(join(this.files ?? "/nowhere", name));
      response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream" });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  }
}
