import { expect, test } from "vitest";
import { ApiError, exchange, type Fetch } from "../src/http";

function answering(body: string, init?: ResponseInit): Fetch {
  return () => Promise.resolve(new Response(body, init));
}

async function failure(fetch: Fetch, init: RequestInit = {}, within?: number): Promise<ApiError> {
  const error: unknown = await exchange(fetch, "/", init, within).catch((thrown: unknown) => thrown);
  if (!(error instanceof ApiError)) throw new Error(`not an ApiError: ${error}`);
  return error;
}

/** Answers only when it is aborted. */
const silent: Fetch = (_, init) =>
  new Promise((_, reject) => {
    init?.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
  });

test("returns the JSON of an answer, and nothing for an empty one", async () => {
  expect(await exchange(answering('{"id":"1"}'), "/", {})).toEqual({ id: "1" });
  expect(await exchange(answering(""), "/", {})).toBeUndefined();
});

test("reads the problem of a refusal", async () => {
  const body = JSON.stringify({ code: "not-found", title: "Not found", detail: "There is no such article." });
  const error = await failure(answering(body, { status: 404 }));
  expect(error).toMatchObject({ status: 404, code: "not-found", message: "There is no such article.", wait: 0 });
  expect(error.passing).toBe(false);
});

test("knows a refusal without a problem by its status", async () => {
  const error = await failure(answering("<h1>Bad gateway</h1>", { status: 502 }));
  expect(error).toMatchObject({ status: 502, code: "unexpected" });
  expect(error.passing).toBe(true);
});

test("waits as long as the server asks, but never longer than a minute", async () => {
  const wait = async (seconds: string) =>
    (await failure(answering("", { status: 429, headers: { "retry-after": seconds } }))).wait;
  expect(await wait("7")).toBe(7_000);
  expect(await wait("3600")).toBe(60_000);
  expect(await wait("soon")).toBe(0);
});

test("is offline when nothing answers, or something that is not the server", async () => {
  expect(await failure(() => Promise.reject(new TypeError("no network")))).toMatchObject({
    status: 0,
    code: "offline",
  });
  expect(await failure(answering("<h1>Sign in to the hotel's network</h1>"))).toMatchObject({ status: 0 });
});

test("gives up when the answer takes too long", async () => {
  expect(await failure(silent, {}, 1)).toMatchObject({ status: 0, code: "offline" });
});

test("hands on what the browser throws to a caller who has aborted", async () => {
  const abort = new AbortController();
  const call = exchange(silent, "/", { signal: abort.signal });
  abort.abort();
  await expect(call).rejects.toMatchObject({ name: "AbortError" });
});
