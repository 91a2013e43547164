import type { Author } from "../direct-line";
import { type Locale, nameIn, texts } from "../language";

const KINDS = texts(
  { bot: "Assistant", agent: "Agent", customer: "You" },
  { bot: "智能助手", agent: "人工客服", customer: "您" },
);

/** The author's name as shown to the customer. */
export function nameOf({ kind, name }: Author, locale: Locale): string {
  return (kind === "customer" ? undefined : nameIn(locale, name)) ?? KINDS[locale][kind];
}
