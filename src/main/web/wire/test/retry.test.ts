import { expect, test } from "vitest";
import { ApiError } from "../src/http";
import { Pauses, untilNextTry } from "../src/retry";
import { FakeTimer, settled } from "./fakes";

const RETRY = { first: 500, longest: 30_000 };

test("waits twice as long after each failure, up to the longest wait", () => {
  const waits = Array.from({ length: 9 }, (_, failures) => untilNextTry(RETRY, failures, undefined, () => 1));
  expect(waits).toEqual([500, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test("leaves half of the wait to chance", () => {
  expect(untilNextTry(RETRY, 3, undefined, () => 0)).toBe(1000);
  expect(untilNextTry(RETRY, 3, undefined, () => 0.5)).toBe(1500);
});

test("never comes back before the server wants it to", () => {
  expect(untilNextTry(RETRY, 1, new ApiError(503, {}, 5_000), () => 1)).toBe(5_000);
  expect(untilNextTry(RETRY, 9, new ApiError(503, {}, 5_000), () => 1)).toBe(30_000);
});

test("ends every pause by itself or when it is woken", async () => {
  const timer = new FakeTimer();
  const pauses = new Pauses(timer);
  const ended: string[] = [];
  void pauses.pause(100).then(() => ended.push("short"));
  void pauses.pause(1000).then(() => ended.push("long"));
  await timer.pass(100);
  expect(ended).toEqual(["short"]);
  pauses.wake();
  await settled();
  expect(ended).toEqual(["short", "long"]);
});
