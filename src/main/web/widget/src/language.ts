import type { Names } from "./direct-line";

export type Locale = "zh" | "en";

/** The texts of one component. */
export type Texts<T> = Readonly<Record<Locale, T>>;

/** The language tag by which a browser chooses glyphs and voice. */
export const LANG: Texts<string> = { zh: "zh-CN", en: "en" };

export function localeOf(tag: string | null | undefined): Locale | undefined {
  return tag ? (/^zh\b/i.test(tag) ? "zh" : "en") : undefined;
}

/** Pairs a component's texts in both languages; both have the same shape. */
export function texts<T>(en: T, zh: NoInfer<T>): Texts<T> {
  return { en, zh };
}

/** The name in this language, or else in the other one. */
export function nameIn(locale: Locale, names: Names | undefined): string | undefined {
  const other: Locale = locale === "zh" ? "en" : "zh";
  return names?.[locale] || names?.[other] || undefined;
}
