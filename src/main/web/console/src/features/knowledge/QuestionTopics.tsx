import type { UseQueryResult } from "@tanstack/react-query";
import { Button } from "antd";
import { useId, useState } from "react";
import type { Topic, Topics } from "@/shared/api/types";
import { useWords } from "@/shared/i18n/words";
import { useLasting } from "@/shared/ui/parts";
import textCss from "@/shared/ui/text.module.css";
import css from "./QuestionTopics.module.css";
import { FEW, shownTopics } from "./topics";

type Props = {
  query: UseQueryResult<Topics>;
  chosen: Topic | undefined;
  /** The number of questions of the chosen topic in the list; undefined while they are being fetched. */
  found: number | undefined;
  onChoose: (topic: Topic | undefined) => void;
};

/** The topics of the questions, most asked first. Choosing a topic filters the list, choosing it again removes the filter. */
export function QuestionTopics({ query, chosen, found, onChoose }: Props) {
  const { t } = useWords();
  const chips = useId();
  const [all, setAll] = useState(false);
  const reading = useLasting(query.isPending);
  const topics = query.data;
  const items = topics?.items ?? [];
  const shown = shownTopics(items, chosen, all);
  return (
    <div className={css.topics}>
      {shown.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms that are filled in and sent.
        <div className={css.chips} id={chips} role="group" aria-label={t("knowledge.topics.title")}>
          <Chip pressed={!chosen} onClick={() => onChoose(undefined)}>
            {t("knowledge.topics.all")}
          </Chip>
          {shown.map((each) => {
            const pressed = each.topic === chosen?.topic;
            return (
              <Chip
                key={each.topic}
                pressed={pressed}
                title={aboutText(each, each.questions)}
                onClick={() => onChoose(pressed ? undefined : each)}
              >
                <bdi>{each.topic}</bdi>
                <span>{t("knowledge.topics.times", { times: each.times })}</span>
              </Chip>
            );
          })}
          {items.length > FEW && (
            <Button size="small" type="link" aria-expanded={all} aria-controls={chips} onClick={() => setAll(!all)}>
              {all ? t("knowledge.topics.fewer") : t("knowledge.topics.more", { topics: items.length })}
            </Button>
          )}
        </div>
      )}
      <p role="status" dir="auto">
        {chosen ? aboutText(chosen, found ?? chosen.questions) : reading && t("knowledge.topics.reading")}
      </p>
      {topics && !topics.complete && (
        <p className={textCss.quiet}>{t("knowledge.topics.incomplete", { read: topics.read })}</p>
      )}
      {query.isError && (
        <p className={textCss.quiet}>
          {t("knowledge.topics.failed")}{" "}
          <Button type="link" size="small" onClick={() => void query.refetch()}>
            {t("common.retry")}
          </Button>
        </p>
      )}
    </div>
  );

  function aboutText({ topic, questions }: Topic, shown: number): string {
    if (shown !== questions) return t("knowledge.topics.aboutSome", { topic, questions, shown });
    return questions === 1
      ? t("knowledge.topics.aboutOne", { topic })
      : t("knowledge.topics.about", { topic, questions });
  }
}

type ChipProps = { pressed: boolean; title?: string; onClick: () => void; children: React.ReactNode };

function Chip({ pressed, title, onClick, children }: ChipProps) {
  return (
    <Button
      size="small"
      shape="round"
      color={pressed ? "primary" : "default"}
      variant={pressed ? "solid" : "outlined"}
      aria-pressed={pressed}
      title={title}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
