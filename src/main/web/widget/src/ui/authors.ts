import type { Author } from "../direct-line";
import { type Locale, nameIn, texts } from "../language";

const KINDS = texts(
  { bot: "Assistant", agent: "Agent", customer: "You" },
  { bot: "智能助手", agent: "人工客服", customer: "您" },
);

/** What the customer reads as the name of whoever says something. */
export function nameOf({ kind, name }: Author, locale: Locale): string {
  return (kind === "customer" ? undefined : nameIn(locale, name)) ?? KINDS[locale][kind];
}
