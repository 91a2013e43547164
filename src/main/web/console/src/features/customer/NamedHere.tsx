import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "@/shared/api/http";
import type { NameType, Reading } from "@/shared/api/types";
import { keys } from "@/shared/desk/desk";
import { useTranscript } from "@/shared/desk/hooks";
import { textOf } from "@/shared/desk/state";
import { useWords } from "@/shared/i18n/words";
import cardCss from "@/shared/ui/card.module.css";
import { Failure, LateSkeleton } from "@/shared/ui/parts";
import textCss from "@/shared/ui/text.module.css";
import css from "./NamedHere.module.css";

const TYPES: NameType[] = ["person", "organisation", "place", "date"];
/** Polls while part of it could not be read: the annotator may still be loading. */
const AGAIN = 20_000;

/**
 * The people, organisations, places and dates that the customer mentioned, and the messages in which a second engine judges the sentiment
 * differently.
 */
export function NamedHere({ conversation }: { conversation: string }) {
  const { t } = useWords();
  const { data: transcript } = useTranscript(conversation);
  const said = transcript?.entries.findLast((entry) => entry.author?.kind === "customer")?.sequence;
  const query = useQuery({
    queryKey: keys.names(conversation, said ?? 0),
    queryFn: ({ signal }) => api.names(conversation, signal),
    enabled: said !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => (state.data && someone(state.data) && !state.data.complete ? AGAIN : false),
  });
  const reading = query.data;
  return (
    <section className={cardCss.card}>
      <h3>{t("named.title")}</h3>
      {query.isError ? (
        <Failure text={t("named.failed")} onRetry={() => void query.refetch()} />
      ) : !reading ? (
        said === undefined ? (
          <p className={textCss.quiet}>{t("named.none")}</p>
        ) : (
          <LateSkeleton rows={1} />
        )
      ) : (
        <>
          {reading.names.length === 0 ? (
            <p className={textCss.quiet}>{t("named.none")}</p>
          ) : (
            <dl className={css.named}>
              {TYPES.map((type) => {
                const names = reading.names.filter((name) => name.type === type);
                return names.length === 0 ? null : (
                  <div key={type}>
                    <dt>{t(`named.${type}`)}</dt>
                    {names.map((name) => (
                      <dd key={name.value}>
                        <bdi>{name.value}</bdi>
                        {name.times > 1 && <small>{t("named.times", { count: name.times })}</small>}
                      </dd>
                    ))}
                  </div>
                );
              })}
            </dl>
          )}
          {!someone(reading) && <p className={textCss.quiet}>{t("named.nobody")}</p>}
          <Disagreements reading={reading} text={(sequence) => textAt(sequence)} />
        </>
      )}
    </section>
  );

  function textAt(sequence: number): string {
    const entry = transcript?.entries.find((each) => each.sequence === sequence);
    return entry ? textOf(entry) : "";
  }
}

function someone(reading: Reading): boolean {
  return reading.aspects.en.length > 0 || reading.aspects.zh.length > 0;
}

function Disagreements({ reading, text }: { reading: Reading; text: (sequence: number) => string }) {
  const { t } = useWords();
  const differ = reading.opinions.filter((opinion) => opinion.first !== opinion.second);
  if (differ.length === 0) return null;
  return (
    <details className={css.opinions}>
      <summary>{t("named.differ", { count: differ.length })}</summary>
      <ul>
        {differ.map((opinion) => (
          <li key={opinion.sequence}>
            <p dir="auto">{text(opinion.sequence)}</p>
            <small>
              {t("named.opinions", {
                first: t(`named.sentiment_${opinion.first}`),
                second: t(`named.sentiment_${opinion.second}`),
              })}
            </small>
          </li>
        ))}
      </ul>
    </details>
  );
}
