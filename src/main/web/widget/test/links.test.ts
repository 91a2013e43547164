import { expect, test } from "vitest";
import { safeHref, stretches } from "../src/links";

test("finds addresses and leaves the punctuation around them alone", () => {
  expect(stretches("See https://example.com/a?b=1. Good?")).toEqual([
    { text: "See " },
    { text: "https://example.com/a?b=1", href: "https://example.com/a?b=1" },
    { text: ". Good?" },
  ]);
  expect(stretches("请看https://example.com/帮助，谢谢").map((stretch) => stretch.text)).toEqual([
    "请看",
    "https://example.com/",
    "帮助，谢谢",
  ]);
  expect(stretches("(http://a.example/x)")[1]?.text).toBe("http://a.example/x");
});

test("follows nothing but the web", () => {
  for (const address of [
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "blob:https://a/b",
    "vbscript:x",
  ]) {
    expect(safeHref(address)).toBeUndefined();
  }
  expect(stretches("javascript:alert(1) <b>hi</b>")).toEqual([{ text: "javascript:alert(1) <b>hi</b>" }]);
  expect(safeHref("/api/v1/uploads/1", "https://shop.example")).toBe("https://shop.example/api/v1/uploads/1");
});
