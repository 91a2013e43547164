import { expect, test } from "vitest";
import { server, shows, tab } from "./scene";
import { eventually, messages, transcript } from "./world";

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

test("sends a picture once even when the upload has to be repeated", async () => {
  const client = tab();
  server.failNext(/POST .*\/upload/, 0, true);
  client.sendPicture(new File(["pixels"], "broken.png", { type: "image/png" }), "en");
  await eventually(() => messages(client.snapshot)[0]?.state === "sent");
  await eventually(() => messages(client.snapshot)[0]?.attachments[0]?.name === "broken.png");
  expect(server.latest.activities.length).toBe(1);
});
