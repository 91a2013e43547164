import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Select } from "antd";
import { useEffect, useMemo, useState } from "react";
import { Virtuoso } from "react-virtuoso";
import { api } from "@/shared/api/http";
import type { Question, QuestionState, Topic } from "@/shared/api/types";
import { useMe } from "@/shared/desk/hooks";
import { failureText, useWords } from "@/shared/i18n/words";
import { useNow } from "@/shared/lib/clock";
import { exactTime, listTime } from "@/shared/lib/format";
import { openKnowledge } from "@/shared/lib/place";
import { select } from "@/shared/lib/selection";
import listCss from "@/shared/ui/list.module.css";
import { EmptyState, Failure, LateSkeleton, LoadingMore } from "@/shared/ui/parts";
import { knowledgeKeys } from "./keys";
import css from "./QuestionList.module.css";
import { QuestionTopics } from "./QuestionTopics";
import { mayPublish } from "./rights";
import { about, asNow, goesOn } from "./topics";

const STATES: readonly QuestionState[] = ["open", "answered", "ignored"];

export function QuestionList({ selected }: { selected: string | undefined }) {
  const { t } = useWords();
  const [state, setState] = useState<QuestionState>("open");
  const query = useInfiniteQuery({
    queryKey: knowledgeKeys.questions(state),
    queryFn: ({ pageParam, signal }) => api.unanswered(state, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  const topics = useQuery({
    queryKey: knowledgeKeys.topics(state),
    queryFn: ({ signal }) => api.topics(state, signal),
  });
  const [chosen, setChosen] = useState<Topic>();
  const topic = asNow(chosen, topics.data?.items);
  const loaded = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const items = useMemo(() => about(topic, loaded), [topic, loaded]);
  // A topic may include questions that the list has not loaded yet: further pages are loaded until they are found.
  const searching = !query.isError && query.hasNextPage && goesOn(topic, topics.data?.items, items.length);
  // Both change when a question is decided; wait until both are up to date before looking for missing questions.
  const next = searching && !query.isFetching && !topics.isFetching;
  const { fetchNextPage } = query;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once other questions are loaded, the next page may be due.
  useEffect(() => {
    if (next) void fetchNextPage();
  }, [next, loaded, fetchNextPage]);
  return (
    <div className={listCss.page}>
      <div className={listCss.filter}>
        <Select<QuestionState>
          aria-label={t("common.filter")}
          value={state}
          onChange={(value) => {
            setState(value);
            setChosen(undefined);
          }}
          options={STATES.map((value) => ({ value, label: t(`knowledge.question.${value}`) }))}
        />
        <QuestionTopics
          key={state}
          query={topics}
          chosen={topic}
          found={query.isSuccess && !searching ? items.length : undefined}
          onChoose={setChosen}
        />
      </div>
      {query.isError ? (
        <Failure text={t("common.listFailed")} onRetry={() => void query.refetch()} />
      ) : query.isPending || (searching && items.length === 0) ? (
        <LateSkeleton rows={6} />
      ) : topic && items.length === 0 ? (
        <EmptyState title={t("knowledge.topics.gone")} hint={t("knowledge.topics.goneHint")}>
          <Button onClick={() => setChosen(undefined)}>{t("common.showAll")}</Button>
        </EmptyState>
      ) : items.length === 0 ? (
        <EmptyState title={t(`knowledge.question.${state}Empty`)} hint={t("knowledge.question.emptyHint")} />
      ) : (
        <Virtuoso
          key={topic?.topic}
          data={items}
          computeItemKey={(_, question) => question.id}
          endReached={() => !topic && query.hasNextPage && !query.isFetching && void query.fetchNextPage()}
          context={searching || query.isFetchingNextPage}
          components={COMPONENTS}
          itemContent={(_, question) => <Asked question={question} selected={question.article === selected} />}
        />
      )}
    </div>
  );
}

const COMPONENTS = { Footer: LoadingMore };

function Asked({ question, selected }: { question: Question; selected: boolean }) {
  const words = useWords();
  const { t, language } = words;
  const now = useNow();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const me = useMe();
  const changed = () => queries.invalidateQueries({ queryKey: knowledgeKeys.all });
  const failed = (error: Error) => message.error(failureText(error, words));
  const decide = useMutation({
    mutationFn: (state: QuestionState) => api.decideQuestion(question.id, state),
    onSuccess: changed,
    onError: failed,
  });
  const draft = useMutation({
    mutationFn: () => api.draftFromQuestion(question.id),
    onSuccess: async (article) => {
      await changed();
      openKnowledge("articles", article.id);
    },
    onError: failed,
  });
  const article = question.article;
  return (
    <article className={`${listCss.line} ${css.asked}`} aria-current={selected && article ? "true" : undefined}>
      <p className={css.words} dir="auto">
        {question.words}
      </p>
      <p className={listCss.facts}>
        <span>{t("knowledge.question.times", { times: question.count })}</span>
        <span title={exactTime(question.lastAt, language)}>{listTime(question.lastAt, now, language)}</span>
        <span>{t(`language.${question.language}`)}</span>
      </p>
      <p className={css.actions}>
        {question.state === "open" && (
          <Button size="small" type="primary" loading={draft.isPending} onClick={() => draft.mutate()}>
            {t("knowledge.question.write")}
          </Button>
        )}
        {article && (
          <Button size="small" onClick={() => openKnowledge("unanswered", article)}>
            {t("knowledge.question.article")}
          </Button>
        )}
        <Button size="small" type="text" onClick={() => select(question.conversation)}>
          {t("knowledge.question.conversation")}
        </Button>
        {mayPublish(me) && (
          <Button
            size="small"
            type="text"
            loading={decide.isPending}
            onClick={() => decide.mutate(question.state === "open" ? "ignored" : "open")}
          >
            {t(question.state === "open" ? "knowledge.question.ignore" : "knowledge.question.reopen")}
          </Button>
        )}
      </p>
    </article>
  );
}
