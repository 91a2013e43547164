import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "../src/shared/i18n/en.json";
import zh from "../src/shared/i18n/zh.json";

type Tree = { [name: string]: string | Tree };

function flat(tree: Tree, prefix = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === "string") all.set(prefix + name, value);
    else for (const [key, text] of flat(value, `${prefix}${name}.`)) all.set(key, text);
  }
  return all;
}

const english = flat(en);
const chinese = flat(zh);
const names = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
const source = new URL("../src/", import.meta.url).pathname;
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));

describe("the two languages", () => {
  it("have the same texts", () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("put the same values into the same texts", () => {
    for (const [key, text] of english) expect([key, names(chinese.get(key) ?? "")]).toEqual([key, names(text)]);
  });

  it("leave a text empty only where both do", () => {
    for (const [key, text] of english) expect([key, chinese.get(key) === ""]).toEqual([key, text === ""]);
  });

  it("have every text the pages ask for by name", () => {
    for (const file of files) {
      const asked = [...readFileSync(join(source, file), "utf8").matchAll(/\bt\("([\w.-]+)"/g)].map(
        (match) => match[1],
      );
      for (const key of asked) expect([file, key, english.has(key ?? "")]).toEqual([file, key, true]);
    }
  });

  it("are never mixed into the pages: Chinese words stand only where a language names itself", () => {
    const own = new Set(["features/session/SignIn.tsx", "app/Header.tsx"]);
    for (const file of files.filter((each) => !own.has(each))) {
      expect([file, /\p{Script=Han}/u.test(readFileSync(join(source, file), "utf8"))]).toEqual([file, false]);
    }
  });
});
