import type { LocalText } from "../api/types";
import type { UiLanguage } from "./preferences";

const LOCALE: Record<UiLanguage, string> = { zh: "zh-CN", en: "en-GB" };
const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(language: UiLanguage, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(LOCALE[language], options);
    formats.set(key, format);
  }
  return format;
}

export function clockTime(at: string, language: UiLanguage): string {
  return dateFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));
}

export function exactTime(at: string, language: UiLanguage): string {
  return dateFormat(language, { dateStyle: "full", timeStyle: "medium" }).format(new Date(at));
}

export function shortDate(at: string, language: UiLanguage): string {
  return dateFormat(language, { month: "short", day: "numeric" }).format(new Date(at));
}

export function longDate(at: string, language: UiLanguage): string {
  return dateFormat(language, { weekday: "long", month: "long", day: "numeric", year: "numeric" }).format(new Date(at));
}

export function sameDay(a: string, b: string): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** "today" and "yesterday" by the calendar, in words of the language; otherwise the date. */
export function dayName(at: string, now: number, language: UiLanguage): string {
  const days = Math.round((startOfDay(now) - startOfDay(Date.parse(at))) / 86_400_000);
  if (days !== 0 && days !== 1) return longDate(at, language);
  const words = new Intl.RelativeTimeFormat(LOCALE[language], { numeric: "auto" }).format(-days, "day");
  return words.charAt(0).toLocaleUpperCase(LOCALE[language]) + words.slice(1);
}

function startOfDay(time: number): number {
  const day = new Date(time);
  return day.setHours(0, 0, 0, 0);
}

/** A time in a list: the time of day for today, else the date. */
export function listTime(at: string, now: number, language: UiLanguage): string {
  return startOfDay(Date.parse(at)) === startOfDay(now) ? clockTime(at, language) : shortDate(at, language);
}

/** A duration in its one or two largest units; never negative. */
export function duration(milliseconds: number, language: UiLanguage): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const units: [Intl.NumberFormatOptions["unit"], number][] = [
    ["day", Math.floor(seconds / 86_400)],
    ["hour", Math.floor(seconds / 3600) % 24],
    ["minute", Math.floor(seconds / 60) % 60],
    ["second", seconds % 60],
  ];
  const first = units.findIndex(([, amount]) => amount > 0);
  if (first < 0) return unit(0, "second", language);
  const shown = units
    .slice(first, first === 0 || first === 1 ? first + 2 : first + 1)
    .filter(([, amount]) => amount > 0);
  return shown.map(([name, amount]) => unit(amount, name, language)).join(language === "zh" ? "" : " ");
}

function unit(amount: number, name: Intl.NumberFormatOptions["unit"], language: UiLanguage): string {
  const text = new Intl.NumberFormat(LOCALE[language], { style: "unit", unit: name, unitDisplay: "narrow" }).format(
    amount,
  );
  return text.replace(/\s/g, "");
}

export function fileSize(bytes: number, language: UiLanguage): string {
  const [amount, name] = bytes < 1_000_000 ? [bytes / 1000, "kilobyte"] : [bytes / 1_000_000, "megabyte"];
  return new Intl.NumberFormat(LOCALE[language], {
    style: "unit",
    unit: name,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(amount);
}

export function local(text: LocalText | undefined, language: UiLanguage): string {
  return text?.[language] || text?.en || text?.zh || "";
}
