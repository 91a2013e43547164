import { useQuery } from "@tanstack/react-query";
import { Input, Select } from "antd";
import { useEffect, useState } from "react";
import { api } from "@/shared/api/http";
import type { Tried } from "@/shared/api/types";
import { channelName, failureText, useWords } from "@/shared/i18n/words";
import { local } from "@/shared/lib/format";
import { openKnowledge } from "@/shared/lib/place";
import cardCss from "@/shared/ui/card.module.css";
import listCss from "@/shared/ui/list.module.css";
import textCss from "@/shared/ui/text.module.css";
import { CHANNELS, knowledgeKeys } from "./keys";
import outcomeCss from "./outcome.module.css";
import css from "./TryIt.module.css";

const AFTER_TYPING = 300;

/** The bot's answer to a question and its confidence, updated while the agent types. */
export function TryIt() {
  const words = useWords();
  const { t } = words;
  const [text, setText] = useState("");
  const [language, setLanguage] = useState("");
  const [channel, setChannel] = useState("");
  const question = useSettled(text.trim(), AFTER_TYPING);
  const query = useQuery({
    queryKey: knowledgeKeys.tried(question, language, channel),
    queryFn: ({ signal }) => api.tryQuestion(question, language || undefined, channel || undefined, signal),
    enabled: question !== "",
    // A newly published article reaches the bot within seconds.
    refetchInterval: 5_000,
    placeholderData: (before) => before,
  });
  return (
    <section className={`${cardCss.card} ${outcomeCss.try}`} aria-label={t("knowledge.try.title")}>
      <h2 className={cardCss.title}>{t("knowledge.try.title")}</h2>
      <Input.TextArea
        autoSize={{ minRows: 2, maxRows: 5 }}
        maxLength={1000}
        aria-label={t("knowledge.try.question")}
        placeholder={t("knowledge.try.placeholder")}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className={listCss.filterRow}>
        <Select<string>
          size="small"
          aria-label={t("knowledge.language")}
          value={language}
          onChange={setLanguage}
          options={[
            { value: "", label: t("knowledge.try.anyLanguage") },
            { value: "zh", label: t("language.zh") },
            { value: "en", label: t("language.en") },
          ]}
        />
        <Select<string>
          size="small"
          aria-label={t("knowledge.channel")}
          value={channel}
          onChange={setChannel}
          options={[
            { value: "", label: t("knowledge.try.anyChannel") },
            ...CHANNELS.map((value) => ({ value: value as string, label: channelName(value, words) })),
          ]}
        />
      </div>
      <div aria-live="polite">
        {question === "" ? (
          <p className={`${textCss.quiet} ${outcomeCss.hint}`}>{t("knowledge.try.hint")}</p>
        ) : query.isError ? (
          <p role="alert">{failureText(query.error, words)}</p>
        ) : (
          query.data && <Outcome tried={query.data} />
        )}
      </div>
    </section>
  );
}

function Outcome({ tried }: { tried: Tried }) {
  const { t, language } = useWords();
  return (
    <>
      <p className={outcomeCss.outcome} data-outcome={tried.outcome}>
        {t(`knowledge.try.${tried.outcome}`)}
      </p>
      {tried.answer && (
        <p className={`${textCss.words} ${outcomeCss.answer}`} dir="auto">
          {tried.answer}
        </p>
      )}
      {tried.matches.length > 0 && (
        <ul className={css.matches} aria-label={t("knowledge.try.matches")}>
          {tried.matches.map((match) => (
            <li key={match.article}>
              <button type="button" className={css.match} onClick={() => openKnowledge("articles", match.article)}>
                <span className={css.top}>
                  <bdi>{local(match.title, language)}</bdi>
                  <span>{percent(match.confidence)}</span>
                </span>
                <Bar confidence={match.confidence} tried={tried} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className={`${textCss.quiet} ${outcomeCss.why}`}>
        {t("knowledge.try.why", { answer: percent(tried.answerFrom), suggest: percent(tried.suggestFrom) })}
      </p>
    </>
  );
}

/** A bar as long as the bot's confidence, with marks at the thresholds for choices and for answers. */
function Bar({ confidence, tried }: { confidence: number; tried: Tried }) {
  const level = confidence >= tried.answerFrom ? "answer" : confidence >= tried.suggestFrom ? "suggest" : "unknown";
  return (
    <span className={css.bar} aria-hidden="true" data-level={level}>
      <i style={{ width: percent(confidence) }} />
      <b style={{ insetInlineStart: percent(tried.suggestFrom) }} />
      <b style={{ insetInlineStart: percent(tried.answerFrom) }} />
    </span>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** The value once it has stayed the same for a while. */
export function useSettled(value: string, milliseconds: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const handle = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(handle);
  }, [value, milliseconds]);
  return settled;
}
