import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const source = new URL("../src/", import.meta.url).pathname;
const all = readdirSync(source, { recursive: true, encoding: "utf8" });
const text = (file: string) => readFileSync(join(source, file), "utf8").replace(/\/\*.*?\*\//gs, "");
const modules = all.filter((file) => file.endsWith(".module.css"));
const pages = all.filter((file) => file.endsWith(".tsx"));
const COLOUR = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\([^)]*\)/gi;

type Use = { module: string; name: string };

/** Which class of which style sheet a page asks for. */
function uses(page: string): Use[] {
  const code = text(page);
  return [...code.matchAll(/import (\w+) from "([^"]+\.module\.css)"/g)].flatMap(([, variable, address = ""]) => {
    const module = address.startsWith("@/") ? address.slice(2) : join(dirname(page), address);
    return [...code.matchAll(new RegExp(`\\b${variable}\\.(\\w+)`, "g"))].map(([, name = ""]) => ({ module, name }));
  });
}

function classes(module: string): Set<string> {
  const own = text(module).replace(/:global\([^)]*\)/g, "");
  return new Set([...own.matchAll(/\.([a-zA-Z]\w*)(?=[^{}]*\{)/g)].map((match) => match[1] ?? ""));
}

describe("the styles", () => {
  it("are the page's reset, the colours, and modules beside what they are for", () => {
    const others = all.filter((file) => file.endsWith(".css") && !file.endsWith(".module.css"));
    expect(others.sort()).toEqual(["app/reset.css", "app/tokens.css"]);
  });

  it("have every class that is asked for", () => {
    for (const page of pages) {
      for (const { module, name } of uses(page)) {
        expect([page, module, existsSync(join(source, module))]).toEqual([page, module, true]);
        expect([page, name, classes(module).has(name)]).toEqual([page, name, true]);
      }
    }
  });

  it("have no class that nobody asks for", () => {
    const asked = pages.flatMap(uses);
    for (const module of modules) {
      const names = asked.filter((use) => use.module === module).map((use) => use.name);
      expect([module, [...classes(module)].filter((name) => !names.includes(name))]).toEqual([module, []]);
    }
  });
});

describe("a colour", () => {
  it("is written in the theme or among the tokens only", () => {
    for (const file of all.filter((each) => /\.(css|tsx?)$/.test(each))) {
      if (file === "app/theme.ts" || file === "app/tokens.css") continue;
      expect([file, text(file).match(COLOUR)]).toEqual([file, null]);
    }
  });

  it("is written once", () => {
    const written = ["app/theme.ts", "app/tokens.css"].flatMap((file) => text(file).match(COLOUR) ?? []);
    expect(written.filter((colour, at) => written.indexOf(colour) !== at)).toEqual([]);
  });

  it("is defined for both appearances where it is no colour of antd's", () => {
    const [light = "", dark = ""] = text("app/tokens.css").split('[data-theme="dark"]');
    const names = (css: string) => [...css.matchAll(/^\s*(--[\w-]+):/gm)].map((match) => match[1]);
    expect(names(dark)).toEqual(names(light));
    const own = new Set([...names(light), "--empty-margin"]);
    for (const file of [...modules, "app/reset.css"]) {
      const used = [...text(file).matchAll(/var\((--[\w-]+)/g)].map((match) => match[1] ?? "");
      expect([file, used.filter((name) => !own.has(name) && !name.startsWith("--ant-"))]).toEqual([file, []]);
    }
  });
});

describe("a size", () => {
  it("is antd's where antd has a variable for it", () => {
    const literal =
      /(?:font-size: (?:12|14|16|20)px|border-radius: (?:2|6|8|10)px|(?:gap|padding|margin): (?:4|8|12|16|20|24|32|48)px);/g;
    for (const file of modules) {
      expect([file, text(file).match(literal)]).toEqual([file, null]);
    }
  });
});
