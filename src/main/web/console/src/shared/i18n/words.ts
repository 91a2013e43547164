import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/http";
import type { AgentView, Author, ConversationView } from "../api/types";
import { RequestFailed } from "../desk/socket";
import { local } from "../lib/format";
import { preferences, type UiLanguage } from "../lib/preferences";
import { useStore } from "../lib/store";
import { texts } from "./texts";

const { en } = texts;

export type Words = { t: TFunction; language: UiLanguage };

export function useWords(): Words {
  const { t } = useTranslation();
  return { t, language: useStore(preferences).language };
}

function known<K extends object>(names: K, name: string): name is Extract<keyof K, string> {
  return Object.hasOwn(names, name);
}

/** A channel's name; an unknown one is shown as the server sent it. */
export function channelName(channel: string, { t }: Words): string {
  const kind = channel.toLowerCase().replace(/[^a-z]/g, "");
  return known(en.channel, kind) ? t(`channel.${kind}`) : channel;
}

export function handoffName(reason: string, { t }: Words): string {
  return known(en.handoff, reason) ? t(`handoff.${reason}`) : reason;
}

export function dispositionName(disposition: string, { t }: Words): string {
  return known(en.disposition, disposition) ? t(`disposition.${disposition}`) : disposition;
}

export function failureText(error: unknown, { t }: Words): string {
  if (error instanceof RequestFailed || error instanceof ApiError) {
    const code = error.code === "offline" ? "not-connected" : error.code;
    if (known(en.code, code)) return t(`code.${code}`);
  }
  return t("code.unexpected");
}

export function codeText(code: string | undefined, words: Words): string {
  return failureText(new RequestFailed(code ?? "unexpected"), words);
}

/** The server's short code for an address that means nothing to people. */
const CODE = /^#/;

/** The customer's name; else the address, if it is meaningful to people; else "visitor" with a code that distinguishes them. */
export function customerName(customer: { id: string; name?: string; address?: string }, { t }: Words): string {
  if (customer.name) return customer.name;
  if (customer.address && !CODE.test(customer.address)) return customer.address;
  return t("author.visitor", { tag: customer.address?.replace(CODE, "") ?? customer.id.slice(-4).toUpperCase() });
}

export function authorName(author: Author | undefined, me: string | undefined, words: Words): string {
  const { t, language } = words;
  if (!author) return t("author.system");
  if (author.kind === "agent" && author.id === me) return t("author.you");
  return local(author.name, language) || t(`author.${author.kind}`);
}

export function ownerName(conversation: ConversationView, me: AgentView | undefined, words: Words): string {
  const { t, language } = words;
  const { owner } = conversation;
  if (conversation.status === "resolved") return t("status.resolved");
  if (owner.kind !== "agent") return t(`owner.${owner.kind}`);
  if (owner.agent?.id === me?.id) return t("owner.me");
  return t("owner.agent", { name: local(owner.agent?.name, language) });
}
