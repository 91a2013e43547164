import { expect, test } from "vitest";
import { AGENT_NAME } from "./fake-direct-line";
import { server, shows, tab } from "./scene";
import { eventually, messages, transcript } from "./world";

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
