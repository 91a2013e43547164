import { memo } from "react";
import type { ConversationView } from "@/shared/api/types";
import { waitsSince } from "@/shared/desk/state";
import { channelName, customerName, dispositionName, useWords } from "@/shared/i18n/words";
import { useNow } from "@/shared/lib/clock";
import { duration, exactTime, listTime } from "@/shared/lib/format";
import { select } from "@/shared/lib/selection";
import listCss from "@/shared/ui/list.module.css";
import { Name } from "@/shared/ui/parts";
import textCss from "@/shared/ui/text.module.css";
import css from "./ConversationLine.module.css";

const LONG_WAIT = 3 * 60_000;

type LineProps = { conversation: ConversationView; selected: boolean; unread: number; draft: boolean; quiet?: boolean };

/** One conversation in a list: customer, last message, owner and waiting time. */
export const ConversationLine = memo(function ConversationLine(props: LineProps) {
  const { conversation, selected, unread, draft, quiet } = props;
  const words = useWords();
  const { t, language } = words;
  const { lastMessage } = conversation;
  const waits = conversation.unanswered && conversation.status !== "resolved";
  return (
    <button
      type="button"
      className={listCss.line}
      aria-current={selected ? "true" : undefined}
      data-unread={unread > 0 || undefined}
      data-conversation={conversation.id}
      onClick={() => select(conversation.id)}
    >
      <span className={listCss.top}>
        <strong>
          <Name>{customerName(conversation.customer, words)}</Name>
        </strong>
        {waits && !quiet ? (
          <Waits since={waitsSince(conversation)} />
        ) : (
          <ListTime at={lastMessage?.at ?? conversation.changedAt} />
        )}
      </span>
      <span className={listCss.words} dir="auto">
        {draft ? <em>{t("inbox.draft")}</em> : null}
        {lastMessage ? t(`inbox.from_${lastMessage.from}`) + (lastMessage.text || t("inbox.media")) : ""}
      </span>
      <span className={listCss.facts}>
        <span>{channelName(conversation.customer.channel, words)}</span>
        <span>{t(`language.${conversation.language}`)}</span>
        {quiet && conversation.status === "resolved" && conversation.disposition && (
          <span>{dispositionName(conversation.disposition, words)}</span>
        )}
        {quiet && conversation.status !== "resolved" && (
          <span>
            {conversation.owner.kind === "agent"
              ? t("owner.agent", { name: conversation.owner.agent?.name[language] ?? "" })
              : t(`owner.${conversation.owner.kind}`)}
          </span>
        )}
        {unread > 0 && (
          <small className={css.count} title={t("inbox.unread", { count: unread })}>
            <span aria-hidden="true">{unread > 99 ? "99+" : unread}</span>
            <span className={textCss.hidden}>{t("inbox.unread", { count: unread })}</span>
          </small>
        )}
      </span>
      <span className={textCss.hidden}>{waits ? t("inbox.unanswered") : ""}</span>
      <time className={textCss.hidden}>{exactTime(conversation.changedAt, language)}</time>
    </button>
  );
});

export function Waits({ since }: { since: string }) {
  const { t, language } = useWords();
  const waited = useNow() - Date.parse(since);
  return (
    <span className={css.waits} data-long={waited > LONG_WAIT || undefined} title={exactTime(since, language)}>
      {t("inbox.waits", { time: duration(waited, language) })}
    </span>
  );
}

function ListTime({ at }: { at: string }) {
  const { language } = useWords();
  const now = useNow(60);
  return (
    <time className={listCss.time} dateTime={at} title={exactTime(at, language)}>
      {listTime(at, now, language)}
    </time>
  );
}
