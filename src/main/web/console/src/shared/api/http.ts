import { session } from "./session";
import type {
  ConversationView,
  CustomerView,
  EntryPage,
  Page,
  Problem,
  RoutingDecision,
  SignedIn,
  Ticket,
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

async function call<T>(method: "GET" | "POST", path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  const token = session.token();
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
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

export const api = {
  signIn: (email: string, password: string) => call<SignedIn>("POST", "/sign-in", { email, password }),
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
  customer: (id: string, signal?: AbortSignal) =>
    call<CustomerView>("GET", `/customers/${encodeURIComponent(id)}`, undefined, signal),
};

/** The address of the desk socket on the page's own host. */
export function deskAddress(ticket: string, after: number | undefined): string {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}${BASE}/desk${query({ ticket, after })}`;
}
