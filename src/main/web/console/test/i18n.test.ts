import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { texts as products } from "../src/features/knowledge/products/texts";
import type { Texts } from "../src/shared/i18n/i18n";
import { texts as shared } from "../src/shared/i18n/texts";
import { ALL } from "./texts";

type Tree = { [name: string]: string | Tree };

function flat(tree: object, prefix = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [name, value] of Object.entries(tree as Tree)) {
    if (typeof value === "string") all.set(prefix + name, value);
    else for (const [key, text] of flat(value, `${prefix}${name}.`)) all.set(key, text);
  }
  return all;
}

const together = (language: "en" | "zh") => new Map(ALL.flatMap((texts) => [...flat(texts[language])]));
const english = together("en");
const chinese = together("zh");
const groups = new Set([...english.keys()].map((key) => key.split(".")[0] ?? ""));
const names = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
const source = new URL("../src/", import.meta.url).pathname;
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith("texts.ts"))
  .map((file) => ({ file, code: readFileSync(join(source, file), "utf8") }));

/** The keys a page names, whole, or up to and from what it puts in: `alarm.${kind}`. */
function asked(code: string): string[] {
  const strings = [...code.matchAll(/"([\w.-]+)"|`([\w.-]+\$\{[^}]+\}[\w.-]*)`/g)].map((match) => match[1] ?? match[2]);
  return strings.filter((key): key is string => key?.includes(".") === true && groups.has(key.split(".")[0] ?? ""));
}

function pattern(key: string): RegExp {
  const plain = key.replace(/\$\{[^}]+\}/g, "\u0000").replace(/[.-]/g, "\\$&");
  return new RegExp(`^${plain.replaceAll("\u0000", "[\\w-]+")}$`);
}

describe("the two languages", () => {
  it("have the same texts", () => {
    for (const { en, zh } of ALL) expect([...flat(zh).keys()]).toEqual([...flat(en).keys()]);
  });

  it("put the same values into the same texts", () => {
    for (const [key, text] of english) expect([key, names(chinese.get(key) ?? "")]).toEqual([key, names(text)]);
  });

  it("leave a text empty only where both do", () => {
    for (const [key, text] of english) expect([key, chinese.get(key) === ""]).toEqual([key, text === ""]);
  });

  it("are never mixed into the pages: Chinese words stand only where a language names itself", () => {
    const own = new Set(["features/session/SignIn.tsx", "app/Header.tsx"]);
    for (const { file, code } of files.filter((each) => !own.has(each.file))) {
      expect([file, /\p{Script=Han}/u.test(code)]).toEqual([file, false]);
    }
  });

  it("quote and punctuate in Chinese as Chinese does", () => {
    for (const [key, text] of chinese) {
      expect([key, /["']|\p{Script=Han}[,;:?!]|\.$|\d \p{Script=Han}|\}\} [个条位次轮项秒]/u.test(text)]).toEqual([
        key,
        false,
      ]);
    }
  });
});

describe("the texts of a feature", () => {
  it("stand beside it: it asks for its own and for those all share", async () => {
    const common = Object.keys(shared.en);
    for (const { file, code } of files.filter((each) => !each.file.startsWith("app/"))) {
      const folder = file.split("/").slice(0, 2).join("/");
      const beside = join(source, folder, "texts.ts");
      const own = existsSync(beside) ? Object.keys(((await import(beside)) as { texts: Texts }).texts.en) : [];
      const inner = dirname(file).endsWith("/products") ? Object.keys(products.en) : [];
      const foreign = asked(code).filter((key) => ![...common, ...own, ...inner].includes(key.split(".")[0] ?? ""));
      expect([file, foreign]).toEqual([file, []]);
    }
  });

  it("are all there, and all asked for", () => {
    const patterns = files.flatMap(({ file, code }) => asked(code).map((key) => ({ file, key, all: pattern(key) })));
    for (const { file, key, all } of patterns) {
      expect([file, key, [...english.keys()].some((each) => all.test(each))]).toEqual([file, key, true]);
    }
    expect([...english.keys()].filter((key) => !patterns.some(({ all }) => all.test(key)))).toEqual([]);
  });
});
