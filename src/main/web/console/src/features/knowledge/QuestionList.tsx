import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Select } from "antd";
import { useMemo, useState } from "react";
import { Virtuoso } from "react-virtuoso";
import { api } from "@/shared/api/http";
import type { Question, QuestionState } from "@/shared/api/types";
import { useMe } from "@/shared/desk/hooks";
import { failureText, useWords } from "@/shared/i18n/words";
import { useNow } from "@/shared/lib/clock";
import { exactTime, listTime } from "@/shared/lib/format";
import { openKnowledge } from "@/shared/lib/place";
import { select } from "@/shared/lib/selection";
import { EmptyState, Failure, LateSkeleton } from "@/shared/ui/parts";
import { knowledgeKeys } from "./keys";
import { mayPublish } from "./rights";

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
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  return (
    <div className="inbox-all">
      <div className="inbox-filter">
        <Select<QuestionState>
          aria-label={t("inbox.filter")}
          value={state}
          onChange={setState}
          options={STATES.map((value) => ({ value, label: t(`knowledge.question.${value}`) }))}
        />
      </div>
      {query.isError ? (
        <Failure text={t("error.list")} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <LateSkeleton rows={6} />
      ) : items.length === 0 ? (
        <EmptyState title={t(`knowledge.question.${state}Empty`)} hint={t("knowledge.question.emptyHint")} />
      ) : (
        <Virtuoso
          data={items}
          computeItemKey={(_, question) => question.id}
          endReached={() => query.hasNextPage && !query.isFetching && void query.fetchNextPage()}
          itemContent={(_, question) => <Asked question={question} selected={question.article === selected} />}
        />
      )}
    </div>
  );
}

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
    <article className="line asked" aria-current={selected && article ? "true" : undefined}>
      <p className="asked-words" dir="auto">
        {question.words}
      </p>
      <p className="line-facts">
        <span>{t("knowledge.question.times", { times: question.count })}</span>
        <span title={exactTime(question.lastAt, language)}>{listTime(question.lastAt, now, language)}</span>
        <span>{t(`language.${question.language}`)}</span>
      </p>
      <p className="asked-actions">
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
