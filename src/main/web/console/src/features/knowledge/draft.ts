import type { Article, ArticleContent, LocalText } from "@/shared/api/types";
import type { UiLanguage } from "@/shared/lib/preferences";
import { Store } from "@/shared/lib/store";

/** An article as the form holds it: questions one per line, times in the format of the browser's fields. */
export type Form = {
  title: LocalText;
  questions: LocalText;
  answer: LocalText;
  channels: Record<string, LocalText>;
  tags: string[];
  validFrom: string;
  validUntil: string;
  reviewBy: string;
};

/** Unsaved text, and the version it is based on; 0 for a new article. */
export type Unsaved = { version: number; form: Form };

export const EMPTY: Form = {
  title: { zh: "", en: "" },
  questions: { zh: "", en: "" },
  answer: { zh: "", en: "" },
  channels: {},
  tags: [],
  validFrom: "",
  validUntil: "",
  reviewBy: "",
};

/** Kept per article across reloads, until it is saved or discarded. */
export const unsavedStore = new Store<Record<string, Unsaved>>({}, "parley.articles");

export function keepUnsaved(article: string, unsaved: Unsaved | undefined): void {
  unsavedStore.update(({ [article]: _, ...others }) => (unsaved ? { ...others, [article]: unsaved } : others));
}

/** An instant in the format of a datetime-local field, in the browser's time zone. */
export function toField(instant: string | undefined): string {
  if (!instant) return "";
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function fromField(field: string): string | undefined {
  return field ? new Date(field).toISOString() : undefined;
}

export function formOf(article: ArticleContent): Form {
  return {
    title: article.title,
    questions: { zh: article.questions.zh.join("\n"), en: article.questions.en.join("\n") },
    answer: article.answer,
    channels: article.channels,
    tags: article.tags,
    validFrom: toField(article.validFrom),
    validUntil: toField(article.validUntil),
    reviewBy: article.reviewBy ?? "",
  };
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** A channel without text is left out: it uses the common answer. */
export function contentOf(form: Form): ArticleContent {
  return {
    title: form.title,
    questions: { zh: lines(form.questions.zh), en: lines(form.questions.en) },
    answer: form.answer,
    channels: Object.fromEntries(
      Object.entries(form.channels).filter(([, text]) => text.zh.trim() !== "" || text.en.trim() !== ""),
    ),
    tags: form.tags,
    validFrom: fromField(form.validFrom),
    validUntil: fromField(form.validUntil),
    reviewBy: form.reviewBy || undefined,
  };
}

export function isChanged(form: Form, article: ArticleContent | undefined): boolean {
  const before = article ? formOf(article) : EMPTY;
  return JSON.stringify(contentOf(form)) !== JSON.stringify(contentOf(before));
}

export type Missing = "title" | "answer" | "order";

/** The reasons why the form cannot be saved or, for publishing, cannot serve as an answer. */
export function missing(form: Form, toPublish: boolean): Missing[] {
  const blank = (text: LocalText) => text.zh.trim() === "" && text.en.trim() === "";
  const found: Missing[] = [];
  if (blank(form.title)) found.push("title");
  if (toPublish && blank(form.answer)) found.push("answer");
  if (form.validFrom && form.validUntil && form.validFrom >= form.validUntil) found.push("order");
  return found;
}

export type Force = "never" | "not-yet" | "now" | "over";

/** Whether the bot uses it: it is published and currently valid. Validity is known only for the loaded version. */
export function force(article: Article, now: number): Force {
  if (article.published === undefined) return "never";
  if (article.published !== article.version) return "now";
  if (article.validFrom && Date.parse(article.validFrom) > now) return "not-yet";
  if (article.validUntil && Date.parse(article.validUntil) <= now) return "over";
  return "now";
}

/** The languages in which it can be answered. */
export function languagesOf(article: ArticleContent): UiLanguage[] {
  return (["zh", "en"] as const).filter((language) => article.answer[language].trim() !== "");
}

export function reviewIsDue(article: ArticleContent, now: number): boolean {
  return article.reviewBy !== undefined && Date.parse(article.reviewBy) <= now;
}
