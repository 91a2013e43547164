import { session } from "./session";
import type {
  Article,
  ArticleContent,
  ArticlePage,
  ConversationView,
  CustomerView,
  EntryPage,
  GraphEdition,
  Page,
  Problem,
  ProductGraph,
  ProductKnown,
  Question,
  QuestionState,
  Reading,
  Replayed,
  RoutingDecision,
  SignedIn,
  Ticket,
  Topics,
  Tried,
  TriedProducts,
} from "./types";

/** The server's refusal, or `offline` when it could not be reached. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title ?? `HTTP ${problem.status}`);
    this.code = problem.code ?? (problem.status === 0 ? "offline" : "unexpected");
    this.status = problem.status;
  }
}

const BASE = "/api/v1";

type Method = "GET" | "POST" | "PUT";

/** @param seen the version a change is made from, so that nobody overwrites what they have not read */
async function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  seen?: number | string,
): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  const token = session.token();
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (seen !== undefined) headers["If-Match"] = `"${seen}"`;
  let response: Response;
  try {
    response = await fetch(BASE + path, {
      method,
      headers,
      signal,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError({ status: 0 });
  }
  if (response.status === 204) return undefined as T;
  if (response.ok) return (await response.json()) as T;
  const problem = ((await response.json().catch(() => ({}))) ?? {}) as Partial<Problem>;
  // A token that was good once and no longer is: back to signing in. Without one, 401 is the answer to a sign-in.
  if (response.status === 401 && token && token === session.token()) session.end("expired");
  throw new ApiError({ ...problem, status: response.status });
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

const article = (id: string) => `/knowledge/articles/${encodeURIComponent(id)}`;

export const api = {
  signIn: (email: string, password: string) => call<SignedIn>("POST", "/sign-in", { email, password }),
  signOutEverywhere: () => call<void>("POST", "/sign-out"),
  ticket: () => call<Ticket>("POST", "/desk/ticket", {}),
  conversations: (filter: ConversationFilter, cursor?: string, signal?: AbortSignal) =>
    call<Page<ConversationView>>("GET", `/conversations${query({ ...filter, limit: 50, cursor })}`, undefined, signal),
  conversation: (id: string, signal?: AbortSignal) =>
    call<ConversationView>("GET", `/conversations/${encodeURIComponent(id)}`, undefined, signal),
  messages: (id: string, after: number, limit: number, signal?: AbortSignal) =>
    call<EntryPage>(
      "GET",
      `/conversations/${encodeURIComponent(id)}/messages${query({ after, limit })}`,
      undefined,
      signal,
    ),
  routing: (id: string, signal?: AbortSignal) =>
    call<{ items: RoutingDecision[] }>("GET", `/conversations/${encodeURIComponent(id)}/routing`, undefined, signal),
  names: (id: string, signal?: AbortSignal) =>
    call<Reading>("GET", `/conversations/${encodeURIComponent(id)}/names`, undefined, signal),
  replay: (id: string, signal?: AbortSignal) =>
    call<Replayed>("GET", `/conversations/${encodeURIComponent(id)}/replay`, undefined, signal),
  customer: (id: string, signal?: AbortSignal) =>
    call<CustomerView>("GET", `/customers/${encodeURIComponent(id)}`, undefined, signal),
  articles: (filter: ArticleFilter, cursor?: string, signal?: AbortSignal) =>
    call<ArticlePage>("GET", `/knowledge/articles${query({ ...filter, limit: 50, cursor })}`, undefined, signal),
  article: (id: string, signal?: AbortSignal) => call<Article>("GET", article(id), undefined, signal),
  articleVersions: (id: string, signal?: AbortSignal) =>
    call<{ items: Article[] }>("GET", `${article(id)}/versions`, undefined, signal),
  createArticle: (content: ArticleContent, comment: string) =>
    call<Article>("POST", "/knowledge/articles", { ...content, comment }),
  changeArticle: (id: string, seen: number, content: ArticleContent, comment: string) =>
    call<Article>("PUT", article(id), { ...content, comment }, undefined, seen),
  actOnArticle: (id: string, seen: number, act: ArticleAct, body: { comment?: string; version?: number }) =>
    call<Article>("POST", `${article(id)}/${act}`, body, undefined, seen),
  unanswered: (state: QuestionState, cursor?: string, signal?: AbortSignal) =>
    call<Page<Question>>("GET", `/knowledge/unanswered${query({ state, limit: 50, cursor })}`, undefined, signal),
  topics: (state: QuestionState, signal?: AbortSignal) =>
    call<Topics>("GET", `/knowledge/topics${query({ state })}`, undefined, signal),
  decideQuestion: (id: string, state: QuestionState, article?: string) =>
    call<Question>("PUT", `/knowledge/unanswered/${encodeURIComponent(id)}`, { state, article }),
  draftFromQuestion: (id: string) =>
    call<Article>("POST", `/knowledge/unanswered/${encodeURIComponent(id)}/article`, {}),
  tryQuestion: (question: string, language?: string, channel?: string, signal?: AbortSignal) =>
    call<Tried>("POST", "/knowledge/try", { question, language, channel }, signal),
  productGraph: (signal?: AbortSignal) => call<GraphEdition>("GET", "/knowledge/graph", undefined, signal),
  changeProductGraph: (seen: string, graph: ProductGraph) =>
    call<GraphEdition>("PUT", "/knowledge/graph", graph, undefined, seen),
  product: (id: string, signal?: AbortSignal) =>
    call<ProductKnown>("GET", `/knowledge/graph/products/${encodeURIComponent(id)}`, undefined, signal),
  tryProducts: (question: string, product?: string, signal?: AbortSignal) =>
    call<TriedProducts>("POST", "/knowledge/graph/try", { question, product }, signal),
};

/** The address of the desk socket on the page's own host. */
export function deskAddress(ticket: string, after: number | undefined): string {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}${BASE}/desk${query({ ticket, after })}`;
}
