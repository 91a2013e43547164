import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Checkbox } from "antd";
import { useEffect, useId, useState } from "react";
import { api } from "@/shared/api/http";
import type { Decided, Entry, Replayed, ReplayedTurn } from "@/shared/api/types";
import { keys } from "@/shared/desk/desk";
import { useTranscript } from "@/shared/desk/hooks";
import { useWords, type Words } from "@/shared/i18n/words";
import { clockTime, exactTime, shortDate } from "@/shared/lib/format";
import { EmptyState, Failure, LateSkeleton, useLasting } from "@/shared/ui/parts";
import textCss from "@/shared/ui/text.module.css";
import { Contents, SystemLine } from "./EntryRow";
import messageCss from "./message.module.css";
import css from "./ReplayPane.module.css";
import { askedBefore, comparisonOf, count, knowledgeThen, notAsThen, reasons } from "./replay";

/** A conversation replayed with today's bot: its answers then and now, turn by turn. */
export function ReplayPane({ conversation }: { conversation: string }) {
  const words = useWords();
  const { t } = words;
  const title = useId();
  const transcript = useTranscript(conversation);
  const entries = transcript.data?.entries ?? NONE;
  const answered = entries.findLast((entry) => entry.type === "message" && entry.author?.kind === "bot")?.sequence;
  const query = useQuery({
    queryKey: keys.replay(conversation, answered ?? 0),
    queryFn: ({ signal }) => api.replay(conversation, signal),
    enabled: !transcript.isPending,
    placeholderData: keepPreviousData,
    // Articles change, so a replay is always run anew.
    staleTime: 0,
    gcTime: 0,
  });
  const replayed = query.data;
  const deciding = useLasting(!replayed && !query.isError);
  useEarlier(entries, replayed?.items[0]?.sequence, transcript.loadEarlier);
  const turns = replayed?.items.length ?? 0;
  return (
    <section className={css.replay} aria-labelledby={title}>
      <header className={css.head}>
        <h2 id={title}>{t("replay.title")}</h2>
        <p role="status">{replayed ? turns > 0 && summaryOf(replayed, words) : deciding && t("replay.deciding")}</p>
        {replayed && turns > 0 && <KnowledgeLine replayed={replayed} />}
      </header>
      {replayed ? (
        turns === 0 ? (
          <EmptyState title={t("replay.empty")} hint={t("replay.emptyHint")} />
        ) : (
          <Turns turns={replayed.items} entries={entries} />
        )
      ) : query.isError ? (
        <Failure text={t("replay.failed")} onRetry={() => void query.refetch()} />
      ) : (
        <LateSkeleton rows={8} />
      )}
    </section>
  );
}

const NONE: readonly Entry[] = [];

/** Fetches the transcript back to the customer's messages before the first turn; if that fails, only those messages are missing. */
function useEarlier(entries: readonly Entry[], turn: number | undefined, loadEarlier: () => Promise<void>) {
  const [failed, setFailed] = useState(false);
  const first = entries[0]?.sequence ?? 1;
  const needed = !failed && turn !== undefined && first > 1 && askedBefore(entries, turn) === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the first entry changes, the page before it is due.
  useEffect(() => {
    if (needed) loadEarlier().catch(() => setFailed(true));
  }, [needed, first, loadEarlier]);
}

function summaryOf({ same, items }: Replayed, { t }: Words): string {
  const all = items.length;
  const differ = count(items, "differs");
  const undecided = count(items, "undecided");
  if (same) return t("replay.allSame", { all });
  if (differ + undecided === 0) return t("replay.allSaySame", { all });
  return [differ > 0 && t("replay.differ", { differ, all }), undecided > 0 && t("replay.undecided", { undecided, all })]
    .filter(Boolean)
    .join(" · ");
}

function KnowledgeLine({ replayed }: { replayed: Replayed }) {
  const { t } = useWords();
  const then = knowledgeThen(replayed.items);
  const changed = then.some((version) => version !== replayed.knowledge);
  return (
    <p className={`${textCss.quiet} ${css.knowledge}`}>
      {changed
        ? t("replay.knowledgeChanged", { before: then.join(", "), now: replayed.knowledge })
        : t("replay.knowledge", { now: replayed.knowledge })}
    </p>
  );
}

function Turns({ turns, entries }: { turns: readonly ReplayedTurn[]; entries: readonly Entry[] }) {
  const { t } = useWords();
  const [onlyOther, setOnlyOther] = useState(false);
  const other = turns.filter(notAsThen).length;
  const narrowed = onlyOther && other > 0;
  return (
    <>
      <Checkbox
        className={css.filter}
        checked={narrowed}
        disabled={other === 0}
        onChange={(event) => setOnlyOther(event.target.checked)}
      >
        {t("replay.onlyOther")}
      </Checkbox>
      <ol className={css.turns} aria-label={t("replay.turns")}>
        {turns.map(
          (turn, index) =>
            (!narrowed || notAsThen(turn)) && (
              <li key={turn.sequence}>
                <Turn turn={turn} number={index + 1} asked={askedBefore(entries, turn.sequence)} />
              </li>
            ),
        )}
      </ol>
    </>
  );
}

type TurnProps = { turn: ReplayedTurn; number: number; asked: Entry[] | undefined };

function Turn({ turn, number, asked }: TurnProps) {
  const { t, language } = useWords();
  const comparison = comparisonOf(turn);
  const at = turn.recorded.entries[0]?.at;
  return (
    <article className={css.turn} data-comparison={comparison}>
      <header>
        <h3>{t("replay.turn", { number })}</h3>
        {at && (
          <time dateTime={at} title={exactTime(at, language)}>
            {shortDate(at, language)} {clockTime(at, language)}
          </time>
        )}
        <strong>{t(`replay.comparison_${comparison}`)}</strong>
      </header>
      {asked?.map((entry) => (
        <div key={entry.sequence} className={`${messageCss.message} ${css.asked}`} data-from="customer">
          <div className={messageCss.head}>
            <span>{t("author.customer")}</span>
          </div>
          <div className={messageCss.bubble}>
            <Contents entry={entry} />
          </div>
        </div>
      ))}
      <div className={css.compared}>
        {comparison === "same" || comparison === "says-same" ? (
          <Answer title={t("replay.both")} decided={turn.recorded} />
        ) : (
          <>
            <Answer title={t("replay.recorded")} decided={turn.recorded} />
            <Answer title={t("replay.again")} decided={turn.again} />
          </>
        )}
      </div>
      <Why turn={turn} number={number} />
    </article>
  );
}

function Answer({ title, decided }: { title: string; decided: Decided | undefined }) {
  const { t } = useWords();
  return (
    <div className={css.answer}>
      <h4>{title}</h4>
      {decided ? (
        decided.entries.map((entry) =>
          entry.type !== "message" ? (
            <SystemLine key={entry.sequence} entry={entry} me={undefined} />
          ) : entry.contents?.length ? (
            <div key={entry.sequence} className={`${messageCss.bubble} ${css.said}`}>
              <Contents entry={entry} />
            </div>
          ) : (
            <p key={entry.sequence} className={textCss.quiet}>
              {t("replay.silent")}
            </p>
          ),
        )
      ) : (
        <p className={textCss.quiet}>{t("replay.asksFirst")}</p>
      )}
    </div>
  );
}

/** The reasons for a decision; those on one side only are marked. */
function Why({ turn, number }: { turn: ReplayedTurn; number: number }) {
  const { t } = useWords();
  return (
    <details className={css.why}>
      <summary>
        {t("replay.why")} <span className={textCss.hidden}>({t("replay.turn", { number })})</span>
      </summary>
      <div className={css.compared}>
        <Reasons title={t("replay.recorded")} only={t("replay.onlyThen")} decided={turn.recorded} other={turn.again} />
        {turn.again && (
          <Reasons title={t("replay.again")} only={t("replay.onlyNow")} decided={turn.again} other={turn.recorded} />
        )}
      </div>
    </details>
  );
}

type ReasonsProps = { title: string; only: string; decided: Decided; other: Decided | undefined };

function Reasons({ title, only, decided, other }: ReasonsProps) {
  const { t } = useWords();
  const codes = reasons(decided, other);
  return (
    <div className={css.answer}>
      <h4>{title}</h4>
      {codes.length === 0 ? (
        <p className={textCss.quiet}>{t("replay.noReasons")}</p>
      ) : (
        <ul>
          {codes.map(({ code, shared }) => (
            <li key={code} data-only={!shared || undefined}>
              <code>{code}</code>
              {!shared && <small>{only}</small>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
