import { describe, expect, it } from "vitest";
import {
  contentOf,
  EMPTY,
  type Form,
  force,
  formOf,
  fromField,
  isChanged,
  keepUnsaved,
  languagesOf,
  missing,
  reviewIsDue,
  toField,
  unsavedStore,
} from "../src/features/knowledge/draft";
import { mayPublish } from "../src/features/knowledge/rights";
import type { AgentView, Article } from "../src/shared/api/types";
import { addressOf, placeOf } from "../src/shared/lib/place";

const NOON = Date.parse("2026-11-21T12:00:00Z");

function article(change: Partial<Article> = {}): Article {
  return {
    id: "a",
    version: 3,
    state: "published",
    action: "published",
    published: 3,
    title: { zh: "退货", en: "Returns" },
    questions: { zh: ["怎么退", "能退吗"], en: [] },
    answer: { zh: "七天内", en: "" },
    channels: { sms: { zh: "七天", en: "" } },
    tags: ["returns"],
    changedBy: { id: "me" },
    changedAt: "2026-11-21T08:00:00Z",
    comment: "",
    ...change,
  };
}

describe("an article in the form", () => {
  it("is the same article when nothing was touched", () => {
    const given = article({ validFrom: "2026-12-01T00:00:00.000Z", reviewBy: "2027-05-01" });
    expect(isChanged(formOf(given), given)).toBe(false);
    expect(contentOf(formOf(given)).validFrom).toBe("2026-12-01T00:00:00.000Z");
  });

  it("is changed by a word, and no longer when the word is taken back", () => {
    const form = formOf(article());
    expect(isChanged({ ...form, answer: { zh: "八天内", en: "" } }, article())).toBe(true);
    expect(isChanged({ ...form, answer: { zh: "七天内", en: "" } }, article())).toBe(false);
  });

  it("takes one question a line and leaves out empty lines and empty channels", () => {
    const form: Form = {
      ...EMPTY,
      questions: { zh: " 怎么退 \n\n  \n能退吗", en: "" },
      channels: { sms: { zh: " ", en: "" }, email: { zh: "", en: "Dear customer" } },
    };
    expect(contentOf(form).questions.zh).toEqual(["怎么退", "能退吗"]);
    expect(Object.keys(contentOf(form).channels)).toEqual(["email"]);
  });

  it("needs a title to be saved and an answer to be published", () => {
    expect(missing(EMPTY, false)).toEqual(["title"]);
    const titled: Form = { ...EMPTY, title: { zh: "", en: "Returns" } };
    expect(missing(titled, false)).toEqual([]);
    expect(missing(titled, true)).toEqual(["answer"]);
    expect(missing({ ...titled, validFrom: "2026-12-02T00:00", validUntil: "2026-12-01T00:00" }, false)).toEqual([
      "order",
    ]);
  });

  it("keeps what is not saved per article until it is let go", () => {
    keepUnsaved("a", { version: 3, form: EMPTY });
    keepUnsaved("b", { version: 1, form: EMPTY });
    keepUnsaved("a", undefined);
    expect(Object.keys(unsavedStore.get())).toEqual(["b"]);
    expect(localStorage.getItem("parley.articles")).toContain('"b"');
  });

  it("shows times in the zone of whoever looks and keeps the instant", () => {
    expect(fromField(toField("2026-12-01T09:30:00.000Z"))).toBe("2026-12-01T09:30:00.000Z");
    expect(toField(undefined)).toBe("");
    expect(fromField("")).toBeUndefined();
  });
});

describe("what the bot uses", () => {
  it("is what is published, while it is valid", () => {
    expect(force(article(), NOON)).toBe("now");
    expect(force(article({ published: undefined }), NOON)).toBe("never");
    expect(force(article({ validFrom: "2026-11-22T00:00:00Z" }), NOON)).toBe("not-yet");
    expect(force(article({ validUntil: "2026-11-21T12:00:00Z" }), NOON)).toBe("over");
    expect(force(article({ state: "draft", version: 4, validFrom: "2026-11-22T00:00:00Z" }), NOON)).toBe("now");
  });

  it("may have one language only, and may want a review", () => {
    expect(languagesOf(article())).toEqual(["zh"]);
    expect(reviewIsDue(article({ reviewBy: "2026-11-21" }), NOON)).toBe(true);
    expect(reviewIsDue(article({ reviewBy: "2026-11-22" }), NOON)).toBe(false);
    expect(reviewIsDue(article(), NOON)).toBe(false);
  });

  it("is changed by supervisors and administrators only", () => {
    const as = (role: AgentView["role"]) => mayPublish({ role } as AgentView);
    expect([as("agent"), as("supervisor"), as("admin"), as("operator"), mayPublish(undefined)]).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("the address of a page", () => {
  it("comes back to the same list and article", () => {
    expect(placeOf(addressOf("unanswered", "asked-1/2"))).toEqual({
      page: "knowledge",
      list: "unanswered",
      article: "asked-1/2",
    });
    expect(placeOf("#/knowledge")).toEqual({ page: "knowledge", list: "articles", article: undefined });
  });

  it("is the desk for everything else", () => {
    for (const hash of ["", "#/", "#/conversations/x", "#/knowledge/nothing", "#/knowledge/articles/a/b"]) {
      expect([hash, placeOf(hash).page]).toEqual([hash, "desk"]);
    }
  });
});
