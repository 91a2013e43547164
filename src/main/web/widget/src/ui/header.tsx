import type { HandoffStatus } from "../direct-line";
import type { Locale } from "../language";
import { nameOf } from "./authors";
import { TEXTS } from "./header.texts";
import { Icon } from "./icon";

export interface HeaderProps {
  readonly shop: string;
  readonly locale: Locale;
  readonly handoff: HandoffStatus | undefined;
  readonly onClose: () => void;
  readonly onLocale: () => void;
}

/** The current answerer, and the buttons for the language and for closing the panel. */
export function Header({ shop, locale, handoff, onClose, onLocale }: HeaderProps) {
  const texts = TEXTS[locale];
  const agent = handoff?.state === "assigned" ? nameOf({ kind: "agent", ...handoff.agent }, locale) : undefined;
  const sub = agent !== undefined ? texts.agentAnswers : handoff?.state === "queued" ? texts.waiting : texts.botAnswers;
  return (
    <div class="top">
      <span class={agent === undefined ? "face" : "face agent"}>
        <Icon name={agent !== undefined ? "person" : handoff?.state === "queued" ? "clock" : "spark"} />
      </span>
      <div class="who">
        <h2 dir="auto">{agent ?? shop}</h2>
        <p role="status">{sub}</p>
      </div>
      <button
        type="button"
        class="quiet language"
        lang={locale === "zh" ? "en" : "zh-CN"}
        aria-label={texts.switchLanguageLabel}
        title={texts.switchLanguageLabel}
        onClick={onLocale}
      >
        {texts.switchLanguage}
      </button>
      <button type="button" class="quiet square" aria-label={texts.close} title={texts.close} onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  );
}
