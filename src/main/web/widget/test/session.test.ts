import { expect, test, vi } from "vitest";
import { anotherBrowser, browser, connected, server, shows, tab } from "./scene";
import { eventually } from "./world";

test("refreshes the token before it expires", async () => {
  server.tokenSeconds = 0.2;
  const client = tab();
  client.send("hello", "en");
  await eventually(() => server.requests.filter((line) => line.endsWith("/tokens/refresh")).length >= 2);
  expect(server.requests.filter((line) => line.endsWith("/tokens/generate")).length).toBe(1);
});

test("names the account it has a proof of, and goes on with it after a reload", async () => {
  const account = { id: "4711", proof: "proof of 4711" };
  const client = tab({ account });
  client.send("hello", "en");
  await shows(client, "hello");
  client.stop();
  const reloaded = tab({ account });
  await shows(reloaded, "hello");
  expect(server.accounts).toEqual(["4711"]);
});

test("shows a known customer what was said before, in a browser that never saw it", async () => {
  const account = { id: "4711", proof: "proof of 4711" };
  const client = tab({ account });
  client.send("hello", "en");
  await shows(client, "hello");
  client.stop();
  anotherBrowser();
  const elsewhere = tab({ account });
  elsewhere.look();
  await shows(elsewhere, "hello");
});

test("asks the server for nothing when somebody unknown only looks", async () => {
  const client = tab();
  client.look();
  expect(client.snapshot.connection).toBe("idle");
  expect(server.requests).toEqual([]);
});

test("goes on without an account when its proof is refused", async () => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const client = tab({ account: { id: "4711", proof: "too old" } });
  client.send("hello", "en");
  await shows(client, "hello");
  expect(server.accounts).toEqual([undefined]);
  expect(warned).toHaveBeenCalledOnce();
  warned.mockRestore();
});

test("goes on with a stranger's conversation once they have signed in", async () => {
  const stranger = tab();
  stranger.send("cancel my order", "en");
  await shows(stranger, "cancel my order");
  stranger.stop();
  const signedIn = tab({ account: { id: "4711", proof: "proof of 4711" } });
  await shows(signedIn, "cancel my order");
  signedIn.send("I have signed in", "en");
  await shows(signedIn, "cancel my order", "I have signed in");
  expect(server.accounts).toEqual([undefined, "4711"]);
  expect(server.conversations.length).toBe(1);
  signedIn.stop();
  const other = tab({ account: { id: "4712", proof: "proof of 4712" } });
  other.send("hello", "en");
  await shows(other, "hello");
});

test("goes on with the conversation when the answer to signing in is lost", async () => {
  const stranger = tab();
  stranger.send("cancel my order", "en");
  await shows(stranger, "cancel my order");
  stranger.stop();
  server.failNext(/refresh/, 0, true);
  const signedIn = tab({ account: { id: "4711", proof: "proof of 4711" } });
  signedIn.send("I have signed in", "en");
  await shows(signedIn, "cancel my order", "I have signed in");
  expect(server.accounts).toEqual([undefined, "4711", "4711"]);
  expect(server.conversations.length).toBe(1);
});

test("stays a stranger's conversation while the proof is refused", async () => {
  const stranger = tab();
  stranger.send("hello", "en");
  await shows(stranger, "hello");
  stranger.stop();
  const refused = tab({ account: { id: "4711", proof: "too old" } });
  refused.send("again", "en");
  await shows(refused, "hello", "again");
  expect(server.accounts).toEqual([undefined]);
});

test("shows nothing of an account to whoever uses the browser after its owner has signed out", async () => {
  const client = tab({ account: { id: "4711", proof: "proof of 4711" } });
  client.send("a secret", "en");
  await shows(client, "a secret");
  client.stop();
  const other = tab();
  other.send("hello", "en");
  await shows(other, "hello");
  expect(server.accounts).toEqual(["4711", undefined]);
});

test("begins afresh and says so when the token is no longer valid", async () => {
  const client = tab();
  client.send("before", "en");
  await shows(client, "before");
  await connected(client);
  server.forgetTokens();
  client.send("after", "en");
  await shows(client, "before", "after");
  expect(client.snapshot.items.map((item) => (item.kind === "line" ? item.what : item.text))).toEqual([
    "before",
    "afresh",
    "after",
  ]);
  expect(server.conversations.length).toBe(2);
  server.say({ type: "message", text: "answer" });
  await shows(client, "before", "after", "answer");
});

test("begins afresh after a reload when the conversation is gone", async () => {
  const client = tab();
  client.send("before", "en");
  await shows(client, "before");
  client.stop();
  server.forgetTokens();
  const reloaded = tab();
  await eventually(() => reloaded.snapshot.items.some((item) => item.kind === "line" && item.what === "afresh"));
  reloaded.send("anew", "en");
  await shows(reloaded, "anew");
});

test("opens its thread again by its secret, and begins another when that is not taken any more", async () => {
  const client = tab();
  client.send("first", "en");
  await shows(client, "first");
  const user = browser.values.get("user");
  client.startAgain();
  client.send("second", "en");
  await shows(client, "second");
  expect(browser.values.get("user")).toBe(user);

  server.revoke();
  client.startAgain();
  client.send("third", "en");
  await shows(client, "third");
  expect(browser.values.get("user")).not.toBe(user);
});

test("ends its tokens and its secret when the customer signs out", async () => {
  const client = tab();
  client.send("first", "en");
  await shows(client, "first");
  client.reset();
  await eventually(() => server.requests.includes("POST /v3/directline/tokens/revoke"));
  expect(browser.values.get("secret")).toBeUndefined();
});
