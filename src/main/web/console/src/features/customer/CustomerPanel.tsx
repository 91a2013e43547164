import { useQuery } from "@tanstack/react-query";
import { Collapse, Tag } from "antd";
import { api } from "@/shared/api/http";
import type { ConversationView, RoutingDecision } from "@/shared/api/types";
import { keys } from "@/shared/desk/desk";
import { useTranscript } from "@/shared/desk/hooks";
import { textOf } from "@/shared/desk/state";
import { channelName, customerName, dispositionName, handoffName, useWords } from "@/shared/i18n/words";
import { useNow } from "@/shared/lib/clock";
import { clockTime, exactTime, listTime, local, shortDate } from "@/shared/lib/format";
import { select } from "@/shared/lib/selection";
import cardCss from "@/shared/ui/card.module.css";
import { Failure, LateSkeleton, Name } from "@/shared/ui/parts";
import textCss from "@/shared/ui/text.module.css";
import css from "./CustomerPanel.module.css";
import { NamedHere } from "./NamedHere";

const BOT_ANSWERS = 3;

/** The customer at a glance: identity, reason for the handoff, the bot's attempts; the rest is collapsed. */
export function CustomerPanel({ conversation }: { conversation: ConversationView }) {
  const words = useWords();
  const { t, language } = words;
  const id = conversation.customer.id;
  const query = useQuery({ queryKey: keys.customer(id), queryFn: ({ signal }) => api.customer(id, signal) });
  const customer = query.data;
  const earlier = customer?.conversations.filter((each) => each.id !== conversation.id) ?? [];
  return (
    <div className={cardCss.stack}>
      <header className={css.head}>
        <h2>
          <Name>{customerName(conversation.customer, words)}</Name>
        </h2>
        <p>
          <Tag>{t(`language.${customer?.language ?? conversation.language}`)}</Tag>
          {customer && (
            <span title={exactTime(customer.firstSeenAt, language)}>
              {t("customer.since", { date: shortDate(customer.firstSeenAt, language) })}
            </span>
          )}
        </p>
      </header>

      {conversation.handoff && (
        <section className={cardCss.card}>
          <h3>{t("customer.handoff")}</h3>
          <p className={cardCss.lead}>{handoffName(conversation.handoff.reason, words)}</p>
          {conversation.handoff.summary && (
            <p className={css.summary} dir="auto">
              {conversation.handoff.summary}
            </p>
          )}
        </section>
      )}
      <BotTried conversation={conversation} />
      <NamedHere conversation={conversation.id} />

      <section className={cardCss.card}>
        <h3>{t("customer.identities")}</h3>
        {query.isError ? (
          <Failure text={t("customer.failed")} onRetry={() => void query.refetch()} />
        ) : !customer ? (
          <LateSkeleton rows={2} />
        ) : (
          <ul className={css.identities}>
            {customer.identities.map((identity) => (
              <li key={`${identity.channel}/${identity.account}/${identity.address}`}>
                <span>{channelName(identity.channel, words)}</span>
                <bdi>{identity.address}</bdi>
                <small data-verified={identity.verified}>
                  {t(identity.verified ? "customer.verified" : "customer.unverified")}
                </small>
              </li>
            ))}
          </ul>
        )}
      </section>

      <Collapse
        ghost
        size="small"
        items={[
          {
            key: "earlier",
            label: `${t("customer.earlier")}${earlier.length > 0 ? ` (${earlier.length})` : ""}`,
            children:
              earlier.length === 0 ? (
                <p className={textCss.quiet}>{t("customer.earlierNone")}</p>
              ) : (
                <ul>
                  {earlier.map((each) => (
                    <li key={each.id}>
                      <EarlierLine conversation={each} />
                    </li>
                  ))}
                </ul>
              ),
          },
          { key: "routing", label: t("customer.routing"), children: <Routing conversation={conversation.id} /> },
        ]}
      />
    </div>
  );
}

function EarlierLine({ conversation }: { conversation: ConversationView }) {
  const words = useWords();
  const { t, language } = words;
  const now = useNow(3600);
  return (
    <button type="button" className={cardCss.entry} onClick={() => select(conversation.id)}>
      <span>
        {listTime(conversation.openedAt, now, language)} · {channelName(conversation.customer.channel, words)} ·{" "}
        {conversation.disposition
          ? dispositionName(conversation.disposition, words)
          : t(`status.${conversation.status}`)}
      </span>
      <span dir="auto">{conversation.handoff?.summary ?? conversation.lastMessage?.text}</span>
    </button>
  );
}

function BotTried({ conversation }: { conversation: ConversationView }) {
  const { t, language } = useWords();
  const { data } = useTranscript(conversation.id);
  if (!conversation.handoff || !data) return null;
  const handedOff = data.entries.findLast((entry) => entry.type === "handed-off")?.sequence ?? Number.POSITIVE_INFINITY;
  const before = data.entries.filter((entry) => entry.type === "message" && entry.sequence < handedOff);
  // The bot's last message only announces the handoff.
  const asked = before.findLast((entry) => entry.author?.kind === "customer")?.sequence ?? 0;
  const answers = before.filter((entry) => entry.author?.kind === "bot" && entry.sequence < asked).slice(-BOT_ANSWERS);
  return (
    <section className={cardCss.card}>
      <h3>{t("customer.bot")}</h3>
      {answers.length === 0 ? (
        <p className={textCss.quiet}>{t("customer.botNothing")}</p>
      ) : (
        <ol className={css.tried} aria-label={t("customer.botMore", { count: answers.length })}>
          {answers.map((entry) => (
            <li key={entry.sequence}>
              <p dir="auto">{textOf(entry)}</p>
              <time dateTime={entry.at} title={exactTime(entry.at, language)}>
                {clockTime(entry.at, language)}
              </time>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Routing({ conversation }: { conversation: string }) {
  const { t, language } = useWords();
  const query = useQuery({
    queryKey: keys.routing(conversation),
    queryFn: ({ signal }) => api.routing(conversation, signal),
  });
  if (query.isError) return <Failure text={t("common.listFailed")} onRetry={() => void query.refetch()} />;
  if (!query.data) return <LateSkeleton rows={2} />;
  if (query.data.items.length === 0) return <p className={textCss.quiet}>{t("customer.routingNone")}</p>;
  return (
    <ol className={css.routing}>
      {query.data.items.map((decision) => (
        <li key={decision.at + decision.decision}>
          <time dateTime={decision.at} title={exactTime(decision.at, language)}>
            {clockTime(decision.at, language)}
          </time>
          <p dir="auto">{explanationOf(decision, language)}</p>
        </li>
      ))}
    </ol>
  );
}

function explanationOf({ explanation, decision }: RoutingDecision, language: "zh" | "en"): string {
  return (typeof explanation === "string" ? explanation : local(explanation, language)) || decision;
}
