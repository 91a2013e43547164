import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ChatClient, Environment } from "../src/client";
import { AGENT_NAME, FakeDirectLine } from "./fake-direct-line";
import { Browser, eventually, messages, openTab, transcript } from "./world";

let server: FakeDirectLine;
let address: string;
let browser: Browser;
const tabs: ChatClient[] = [];

beforeEach(async () => {
  server = new FakeDirectLine();
  address = await server.listen();
  browser = new Browser();
});

afterEach(async () => {
  for (const tab of tabs.splice(0)) {
    tab.stop();
  }
  await server.close();
});

function tab(change: Partial<Environment> = {}): ChatClient {
  const opened = openTab(address, browser, change);
  tabs.push(opened);
  return opened;
}

function shows(client: ChatClient, ...texts: string[]): Promise<void> {
  return eventually(
    () => JSON.stringify(transcript(client)) === JSON.stringify(texts),
    () => transcript(client),
  );
}

function connected(client: ChatClient): Promise<void> {
  return eventually(() => client.snapshot.connection === "connected");
}

test("asks the server for nothing before the customer writes", async () => {
  tab();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(server.requests).toEqual([]);
});

test("shows what the customer wrote at once and the answer when it comes", async () => {
  server.bot = (say, text) => say({ type: "message", text: `re: ${text}` });
  const client = tab();
  client.send("hello", "en");
  expect(transcript(client)).toEqual(["hello (pending)"]);
  await shows(client, "hello", "re: hello");
  expect(messages(client.snapshot).map((item) => item.author.kind)).toEqual(["customer", "bot"]);
});

test("sends a message once when the answer to the post was lost", async () => {
  const client = tab();
  server.failNext(/POST .*\/activities/, 0, true);
  client.send("only once", "en");
  await eventually(() => server.requests.filter((line) => /POST .*\/activities/.test(line)).length > 0);
  await shows(client, "only once");
  expect(server.texts).toEqual(["only once"]);
});

test("sends again with the same id until the server can store it", async () => {
  const client = tab();
  server.failNext(/POST .*\/activities/, 503);
  server.failNext(/POST .*\/activities/, 500);
  server.failNext(/POST .*\/activities/, 429);
  client.send("patience", "en");
  await eventually(() => client.snapshot.troubled.size === 1);
  await shows(client, "patience");
  expect(server.texts).toEqual(["patience"]);
  expect(client.snapshot.troubled.size).toBe(0);
});

test("does not send again before the server wants it to", async () => {
  const client = tab();
  server.failNext(/POST .*\/activities/, 503, false, 1);
  const began = performance.now();
  client.send("later", "en");
  await shows(client, "later");
  expect(performance.now() - began).toBeGreaterThanOrEqual(1000);
  expect(server.texts).toEqual(["later"]);
});

test("does not come back before the server wants it to", async () => {
  const client = tab();
  client.send("hello", "en");
  await connected(client);
  server.failNext(/GET .*\/conversations\/[^/]+$/, 503, false, 1);
  const began = performance.now();
  server.dropSockets();
  await eventually(() => server.latest.sockets.size === 0);
  await eventually(() => server.latest.sockets.size === 1);
  expect(performance.now() - began).toBeGreaterThanOrEqual(1000);
});

test("keeps the order in which messages were written while the first one fails", async () => {
  const client = tab();
  server.failNext(/POST .*\/activities/, 503);
  client.send("one", "en");
  client.send("two", "en");
  client.send("three", "en");
  await shows(client, "one", "two", "three");
  expect(server.texts).toEqual(["one", "two", "three"]);
});

test("sends what was written before a reload", async () => {
  const first = tab({ fetch: () => Promise.reject(new TypeError("offline")) });
  first.send("written offline", "en");
  await eventually(() => first.snapshot.troubled.size === 1);
  first.stop();
  await shows(tab(), "written offline");
  expect(server.texts).toEqual(["written offline"]);
});

test("offers to try again what the server refuses", async () => {
  const client = tab();
  server.failNext(/POST .*\/activities/, 422);
  client.send("odd", "en");
  client.send("even", "en");
  await shows(client, "even", "odd (failed)");
  client.retry(messages(client.snapshot)[1]?.key ?? "");
  await shows(client, "even", "odd");
});

test("discards a refused message when the customer wants it", async () => {
  const client = tab();
  server.failNext(/POST .*\/activities/, 422);
  client.send("odd", "en");
  await shows(client, "odd (failed)");
  client.discard(messages(client.snapshot)[0]?.key ?? "");
  expect(transcript(client)).toEqual([]);
});

test("shows the whole thread after a reload", async () => {
  const client = tab();
  client.send("hello", "en");
  await shows(client, "hello");
  server.say({ type: "message", text: "hi" });
  await shows(client, "hello", "hi");
  client.stop();
  server.say({ type: "message", text: "still there?" });
  const reloaded = tab();
  expect(reloaded.snapshot.loaded).toBe(false);
  await shows(reloaded, "hello", "hi", "still there?");
  expect(reloaded.snapshot.loaded).toBe(true);
});

test("resumes after the last watermark when the socket breaks", async () => {
  const client = tab();
  client.send("hello", "en");
  await shows(client, "hello");
  await connected(client);
  for (let round = 1; round <= 3; round++) {
    await eventually(() => server.latest.sockets.size === 1);
    server.dropSockets();
    server.say({ type: "message", text: `missed ${round}` });
  }
  await shows(client, "hello", "missed 1", "missed 2", "missed 3");
  expect(server.requests.filter((line) => /GET .*\/activities/.test(line))).toEqual([]);
});

test("shows every activity once when frames come twice", async () => {
  server.stutter = true;
  const client = tab();
  client.send("hello", "en");
  await eventually(() => server.conversations.length === 1 && server.latest.sockets.size === 1);
  server.say({ type: "message", text: "hi" });
  server.say({ type: "message", text: "hi" });
  await shows(client, "hello", "hi", "hi");
});

test("polls where sockets do not work", async () => {
  server.refuseSockets = true;
  const client = tab();
  client.send("hello", "en");
  await shows(client, "hello");
  server.say({ type: "message", text: "by polling" });
  await shows(client, "hello", "by polling");
  await connected(client);
  server.refuseSockets = false;
  await eventually(() => server.latest.sockets.size === 1);
  server.say({ type: "message", text: "by socket" });
  await shows(client, "hello", "by polling", "by socket");
});

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
  browser = new Browser();
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

test("two tabs share one conversation and show everything once", async () => {
  const one = tab();
  const two = tab();
  one.send("from one", "en");
  await shows(one, "from one");
  await shows(two, "from one");
  two.send("from two", "en");
  server.say({ type: "message", text: "to both" });
  await eventually(() => transcript(one).length === 3 && transcript(two).length === 3);
  await eventually(() => JSON.stringify(transcript(one)) === JSON.stringify(transcript(two)));
  expect(server.conversations.length).toBe(1);
  expect([...server.texts].sort()).toEqual(["from one", "from two", "to both"]);
});

test("two tabs that write at the same moment open one conversation", async () => {
  const one = tab();
  const two = tab();
  one.send("a", "en");
  two.send("b", "en");
  await eventually(() => transcript(one).length === 2 && transcript(two).length === 2);
  await eventually(() => server.conversations.length === 1 && server.texts.length === 2);
});

test("two tabs without locks still store every message once", async () => {
  const one = tab({ locks: undefined });
  one.send("first", "en");
  await shows(one, "first");
  const two = tab({ locks: undefined });
  await shows(two, "first");
  server.failNext(/POST .*\/activities/, 503);
  one.send("second", "en");
  two.send("third", "en");
  await eventually(() => server.texts.length === 3);
  await eventually(() => !transcript(one).join().includes("pending") && !transcript(two).join().includes("pending"));
  expect([...transcript(one)].sort()).toEqual(["first", "second", "third"]);
  expect([...transcript(two)].sort()).toEqual(["first", "second", "third"]);
});

test("starting again in one tab clears the other", async () => {
  const one = tab();
  const two = tab();
  one.send("old", "en");
  await shows(two, "old");
  one.startAgain();
  await shows(two);
  two.send("new", "en");
  await shows(one, "new");
  expect(server.conversations.length).toBe(2);
});

test("counts unread messages and forgets them when they are read", async () => {
  const client = tab();
  client.send("hello", "en");
  await shows(client, "hello");
  server.say({ type: "message", text: "a" });
  server.say({ type: "message", text: "b" });
  await eventually(() => client.snapshot.unread === 2);
  client.markRead();
  expect(client.snapshot.unread).toBe(0);
  client.stop();
  const reloaded = tab();
  await eventually(() => transcript(reloaded).length === 3);
  expect(reloaded.snapshot.unread).toBe(0);
});

test("tells the way to a person and back, and takes the rating at the end", async () => {
  const client = tab();
  client.send("a person, please", "en");
  await shows(client, "a person, please");
  const status = (value: unknown) => server.say({ type: "event", name: "handoff.status", value });
  status({ state: "queued", position: 2, expectedWaitSeconds: null });
  await eventually(() => client.snapshot.handoff?.state === "queued");
  expect(client.snapshot.handoff?.expectedWaitSeconds).toBeNull();
  status({ state: "assigned", agent: { name: AGENT_NAME } });
  status({ state: "assigned", agent: { name: AGENT_NAME } });
  await eventually(() => client.snapshot.handoff?.state === "assigned");
  status({ state: "ended" });
  server.say({ type: "endOfConversation" });
  await eventually(() => client.snapshot.ended !== undefined);
  expect(
    client.snapshot.items.filter((item) => item.kind === "line").map((item) => item.kind === "line" && item.what),
  ).toEqual(["joined", "ended"]);
  client.rate(5);
  client.rate(1);
  await eventually(() => server.latest.activities.some((activity) => activity.name === "rating"));
  expect(client.snapshot.rating).toBe(5);
  expect(
    server.latest.activities.filter((activity) => activity.name === "rating").map((activity) => activity.value),
  ).toEqual([5]);
});

test("ends the conversation when the customer says so, and goes on when they write", async () => {
  server.bot = (say, text) => say({ type: "message", text: `re: ${text}` });
  const client = tab();
  expect(client.snapshot.endable).toBe(false);
  client.send("hello", "en");
  await shows(client, "hello", "re: hello");
  expect(client.snapshot.endable).toBe(true);
  server.failNext(/POST .*\/activities/, 0, true);
  client.end();
  await eventually(() => client.snapshot.over);
  expect(client.snapshot.ended).toBeUndefined();
  expect(client.snapshot.endable).toBe(false);
  expect(client.snapshot.items.at(-1)).toMatchObject({ kind: "line", what: "overForNow" });
  expect(
    server.latest.activities
      .filter((activity) => activity.type === "endOfConversation")
      .map((activity) => activity.code),
  ).toEqual(["completedSuccessfully"]);
  client.send("one more thing", "en");
  await shows(client, "hello", "re: hello", "one more thing", "re: one more thing");
  expect(client.snapshot.over).toBe(false);
  expect(server.conversations.length).toBe(1);
});

test("tells a customer who waited that they do not any more, and nothing of leaving otherwise", async () => {
  const client = tab();
  client.send("a person, please", "en");
  await shows(client, "a person, please");
  expect(client.snapshot.endable).toBe(false);
  server.say({ type: "endOfConversation", code: "userCancelled" });
  await eventually(() => client.snapshot.over);
  expect(client.snapshot.items.filter((item) => item.kind === "line")).toEqual([]);
  server.say({ type: "event", name: "handoff.status", value: { state: "queued", position: 1 } });
  client.send("a person", "en");
  await eventually(() => client.snapshot.handoff?.state === "queued" && !client.snapshot.over);
  expect(client.snapshot.endable).toBe(true);
  server.say({ type: "endOfConversation", code: "botTimedOut" });
  await eventually(() => client.snapshot.handoff === undefined);
  expect(client.snapshot.items.at(-1)).toMatchObject({ kind: "line", what: "overForNow" });
});

test("says that the page was closed only when there is something to leave", async () => {
  const sent: RequestInit[] = [];
  const client = tab({
    fetch: (url, init) => {
      if (init?.keepalive) {
        sent.push(init);
      }
      return fetch(url, init);
    },
  });
  client.leave();
  client.send("hello", "en");
  await shows(client, "hello");
  client.leave();
  await eventually(() => client.snapshot.over);
  client.leave();
  expect(sent.map((init) => (JSON.parse(String(init.body)) as { code?: string }).code)).toEqual(["userCancelled"]);
});

test("shows who is typing until the message comes", async () => {
  const client = tab();
  client.send("hello", "en");
  await eventually(() => server.conversations.length === 1 && server.latest.sockets.size === 1);
  server.say({ type: "typing", channelData: { author: { kind: "agent", name: AGENT_NAME } } });
  await eventually(() => client.snapshot.typing?.kind === "agent");
  server.say({ type: "message", text: "hi", channelData: { author: { kind: "agent", name: AGENT_NAME } } });
  await eventually(() => client.snapshot.typing === undefined);
});

test("sends a picture once even when the upload has to be repeated", async () => {
  const client = tab();
  server.failNext(/POST .*\/upload/, 0, true);
  client.sendPicture(new File(["pixels"], "broken.png", { type: "image/png" }), "en");
  await eventually(() => messages(client.snapshot)[0]?.state === "sent");
  await eventually(() => messages(client.snapshot)[0]?.attachments[0]?.name === "broken.png");
  expect(server.latest.activities.length).toBe(1);
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
