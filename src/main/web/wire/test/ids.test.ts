import { afterEach, expect, test, vi } from "vitest";
import { newId } from "../src/ids";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

afterEach(() => vi.unstubAllGlobals());

test("makes random ids where the browser has a function for them", () => {
  expect(newId()).toMatch(UUID);
  expect(newId()).not.toBe(newId());
});

test("makes the same kind of ids on a page served over plain HTTP, where it has none", () => {
  const { crypto } = globalThis;
  vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes) });
  expect(newId()).toMatch(UUID);
  expect(newId()).not.toBe(newId());
});
