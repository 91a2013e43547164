import { expect, test } from "vitest";
import { server, shows, tab } from "./scene";
import { eventually, transcript } from "./world";

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
