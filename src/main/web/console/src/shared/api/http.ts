import type { operations } from "@parley/wire/api";
import { ApiError, exchange } from "@parley/wire/http";
import { session } from "./session";
import type { ArticleContent, Language, ProductGraph, QuestionState } from "./types";

export { ApiError } from "@parley/wire/http";

const BASE = "/api/v1";

type Method = "GET" | "POST" | "PUT";
type Operation = keyof operations;

/** The body of an operation's successful response; `never` if it has none. */
type Answer<O extends Operation> = O extends Operation ? Json<Succeeded<operations[O]["responses"]>> : never;
type Succeeded<R> = R[keyof R & (200 | 201)];

/** The request body of an operation. */
type Asked<O extends Operation> = O extends Operation ? Json<operations[O]["requestBody"]> : never;

type Json<T> = T extends { content: { "application/json": infer J } } ? J : never;

type Options<O extends Operation> = {
  body?: Asked<O>;
  signal?: AbortSignal;
  /** The version that a change is based on (optimistic locking). */
  seen?: number | string;
};

async function call<O extends Operation>(
  method: Method,
  path: string,
  { body, signal, seen }: Options<O> = {},
): Promise<Answer<O>> {
  const headers: Record<string, string> = { Accept: "application/json" };
  const token = session.token();
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (seen !== undefined) headers["If-Match"] = `"${seen}"`;
  const init: RequestInit = { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) };
  try {
    return (await exchange(fetch, BASE + path, init)) as Answer<O>;
  } catch (error) {
    // The token is no longer valid: back to signing in. Without a token, a 401 answers a sign-in.
    const refused = error instanceof ApiError && error.status === 401;
    if (refused && token && token === session.token()) session.end("expired");
    throw error;
  }
}

function query(parameters: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

export type ConversationFilter = { status?: string; agent?: string; customer?: string; q?: string };

export type ArticleFilter = { state?: string; tag?: string; q?: string };
export type ArticleAct = "submit" | "publish" | "archive" | "restore";

const conversation = (id: string) => `/conversations/${encodeURIComponent(id)}`;
const article = (id: string) => `/knowledge/articles/${encodeURIComponent(id)}`;
const question = (id: string) => `/knowledge/unanswered/${encodeURIComponent(id)}`;

export const api = {
  signIn: (email: string, password: string) => call<"signIn">("POST", "/sign-in", { body: { email, password } }),
  signOutEverywhere: () => call<"signOut">("POST", "/sign-out"),
  ticket: () => call<"deskTicket">("POST", "/desk/ticket"),
  conversations: (filter: ConversationFilter, cursor?: string, signal?: AbortSignal) =>
    call<"listConversations">("GET", `/conversations${query({ ...filter, limit: 50, cursor })}`, { signal }),
  conversation: (id: string, signal?: AbortSignal) => call<"conversation">("GET", conversation(id), { signal }),
  messages: (id: string, after: number, limit: number, signal?: AbortSignal) =>
    call<"messages">("GET", `${conversation(id)}/messages${query({ after, limit })}`, { signal }),
  routing: (id: string, signal?: AbortSignal) => call<"routing">("GET", `${conversation(id)}/routing`, { signal }),
  names: (id: string, signal?: AbortSignal) => call<"names">("GET", `${conversation(id)}/names`, { signal }),
  replay: (id: string, signal?: AbortSignal) => call<"replay">("GET", `${conversation(id)}/replay`, { signal }),
  customer: (id: string, signal?: AbortSignal) =>
    call<"customer">("GET", `/customers/${encodeURIComponent(id)}`, { signal }),
  articles: (filter: ArticleFilter, cursor?: string, signal?: AbortSignal) =>
    call<"listArticles">("GET", `/knowledge/articles${query({ ...filter, limit: 50, cursor })}`, { signal }),
  article: (id: string, signal?: AbortSignal) => call<"article">("GET", article(id), { signal }),
  articleVersions: (id: string, signal?: AbortSignal) =>
    call<"articleVersions">("GET", `${article(id)}/versions`, { signal }),
  createArticle: (content: ArticleContent, comment: string) =>
    call<"createArticle">("POST", "/knowledge/articles", { body: { ...content, comment } }),
  changeArticle: (id: string, seen: number, content: ArticleContent, comment: string) =>
    call<"changeArticle">("PUT", article(id), { body: { ...content, comment }, seen }),
  actOnArticle: (id: string, seen: number, act: ArticleAct, body: Asked<`${ArticleAct}Article`>) =>
    call<`${ArticleAct}Article`>("POST", `${article(id)}/${act}`, { body, seen }),
  unanswered: (state: QuestionState, cursor?: string, signal?: AbortSignal) =>
    call<"listUnanswered">("GET", `/knowledge/unanswered${query({ state, limit: 50, cursor })}`, { signal }),
  topics: (state: QuestionState, signal?: AbortSignal) =>
    call<"listTopics">("GET", `/knowledge/topics${query({ state })}`, { signal }),
  decideQuestion: (id: string, state: QuestionState, article?: string) =>
    call<"decideUnanswered">("PUT", question(id), { body: { state, article } }),
  draftFromQuestion: (id: string) => call<"draftFromUnanswered">("POST", `${question(id)}/article`),
  tryQuestion: (question: string, language?: string, channel?: string, signal?: AbortSignal) =>
    call<"tryQuestion">("POST", "/knowledge/try", {
      body: { question, language: language as Language | undefined, channel },
      signal,
    }),
  productGraph: (signal?: AbortSignal) => call<"productGraph">("GET", "/knowledge/graph", { signal }),
  changeProductGraph: (seen: string, graph: ProductGraph) =>
    call<"changeProductGraph">("PUT", "/knowledge/graph", { body: graph, seen }),
  product: (id: string, signal?: AbortSignal) =>
    call<"product">("GET", `/knowledge/graph/products/${encodeURIComponent(id)}`, { signal }),
  tryProducts: (question: string, product?: string, signal?: AbortSignal) =>
    call<"tryProducts">("POST", "/knowledge/graph/try", { body: { question, product }, signal }),
};

/** The address of the desk socket on the page's own host. */
export function deskAddress(ticket: string, after: number | undefined): string {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}${BASE}/desk${query({ ticket, after })}`;
}
