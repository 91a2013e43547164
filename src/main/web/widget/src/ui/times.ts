import { LANG, type Locale, texts } from "../language";

const TODAY = texts("Today", "今天");
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function format(key: string, locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${locale} ${key}`;
  const made = FORMATS.get(id) ?? new Intl.DateTimeFormat(locale === "zh" ? LANG.zh : "en-GB", options);
  FORMATS.set(id, made);
  return made;
}

export function clock(locale: Locale, at: number): string {
  return format("clock", locale, { hour: "2-digit", minute: "2-digit" }).format(at);
}

export function exact(locale: Locale, at: number): string {
  return format("exact", locale, { dateStyle: "full", timeStyle: "medium" }).format(at);
}

export function day(locale: Locale, at: number, now: number): string {
  if (new Date(at).toDateString() === new Date(now).toDateString()) {
    return TODAY[locale];
  }
  return format("day", locale, { month: "long", day: "numeric", weekday: "long" }).format(at);
}
