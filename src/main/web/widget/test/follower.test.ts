import { expect, test } from "vitest";
import { connected, server, shows, tab } from "./scene";
import { eventually } from "./world";

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
