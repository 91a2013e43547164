import { PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { Virtuoso } from "react-virtuoso";
import { api } from "@/shared/api/http";
import type { Article, ArticleState } from "@/shared/api/types";
import { useWords } from "@/shared/i18n/words";
import { useNow } from "@/shared/lib/clock";
import { exactTime, listTime, local } from "@/shared/lib/format";
import { useHotkeys } from "@/shared/lib/hotkeys";
import { type KnowledgeList, NEW_ARTICLE, openKnowledge } from "@/shared/lib/place";
import { useStore } from "@/shared/lib/store";
import listCss from "@/shared/ui/list.module.css";
import { EmptyState, Failure, LateSkeleton, Name } from "@/shared/ui/parts";
import css from "./ArticleList.module.css";
import { force, languagesOf, reviewIsDue, unsavedStore } from "./draft";
import { knowledgeKeys } from "./keys";
import { StateTag } from "./StateTag";

type Show = "current" | Exclude<ArticleState, "proposed" | "erased">;
const SHOWN: readonly Show[] = ["current", "published", "in-review", "draft", "archived"];
const STATES: Record<Show, string> = {
  current: "published,in-review,draft",
  published: "published",
  "in-review": "in-review",
  draft: "draft",
  archived: "archived",
};

export function ArticleList({ proposed, selected }: { proposed: boolean; selected: string | undefined }) {
  const { t } = useWords();
  const [text, setText] = useState("");
  const [show, setShow] = useState<Show>("current");
  const [tag, setTag] = useState<string>();
  const list: KnowledgeList = proposed ? "proposed" : "articles";
  const filter = { q: useDeferredValue(text.trim()), state: proposed ? "proposed" : STATES[show], tag };
  const query = useInfiniteQuery({
    queryKey: knowledgeKeys.articles(filter),
    queryFn: ({ pageParam, signal }) => api.articles(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const tags = query.data?.pages[0]?.tags ?? [];
  const filtered = text !== "" || tag !== undefined || show !== "current";

  function move(step: 1 | -1) {
    const at = items.findIndex((each) => each.id === selected);
    const next = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + step))];
    if (next) openKnowledge(list, next.id);
  }
  useHotkeys({ j: () => move(1), k: () => move(-1) });

  return (
    <div className={listCss.page}>
      <div className={listCss.filter}>
        <div className={listCss.filterRow}>
          <Input
            id="knowledge-search"
            allowClear
            prefix={<SearchOutlined aria-hidden="true" />}
            aria-label={t("knowledge.search")}
            placeholder={t("knowledge.search")}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {!proposed && (
            <Button
              type="primary"
              icon={<PlusOutlined />}
              aria-label={t("knowledge.new")}
              title={t("knowledge.new")}
              onClick={() => openKnowledge("articles", NEW_ARTICLE)}
            />
          )}
        </div>
        {!proposed && (
          <div className={listCss.filterRow}>
            <Select<Show>
              aria-label={t("common.filter")}
              value={show}
              onChange={setShow}
              options={SHOWN.map((value) => ({
                value,
                label: value === "current" ? t("knowledge.current") : t(`knowledge.state.${value}`),
              }))}
            />
            <Select<string>
              aria-label={t("knowledge.tag")}
              placeholder={t("knowledge.tag")}
              allowClear
              showSearch
              value={tag}
              onChange={setTag}
              options={tags.map((value) => ({ value, label: value }))}
            />
          </div>
        )}
      </div>
      {query.isError ? (
        <Failure text={t("common.listFailed")} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <LateSkeleton rows={6} />
      ) : items.length === 0 ? (
        proposed ? (
          <EmptyState title={t("knowledge.proposedEmpty")} hint={t("knowledge.proposedEmptyHint")} />
        ) : (
          <EmptyState
            title={t(filtered ? "knowledge.nothingFound" : "knowledge.empty")}
            hint={t(filtered ? "knowledge.filteredHint" : "knowledge.emptyHint")}
          >
            {filtered ? (
              <Button
                onClick={() => {
                  setText("");
                  setTag(undefined);
                  setShow("current");
                }}
              >
                {t("common.showAll")}
              </Button>
            ) : (
              <Button type="primary" onClick={() => openKnowledge("articles", NEW_ARTICLE)}>
                {t("knowledge.new")}
              </Button>
            )}
          </EmptyState>
        )
      ) : (
        <Virtuoso
          data={items}
          computeItemKey={(_, article) => article.id}
          endReached={() => query.hasNextPage && !query.isFetching && void query.fetchNextPage()}
          itemContent={(_, article) => <Line article={article} list={list} selected={article.id === selected} />}
        />
      )}
    </div>
  );
}

function Line({ article, list, selected }: { article: Article; list: KnowledgeList; selected: boolean }) {
  const { t, language } = useWords();
  const now = useNow();
  const unsaved = useStore(unsavedStore)[article.id] !== undefined;
  const languages = languagesOf(article);
  const inForce = force(article, now);
  return (
    <button
      type="button"
      className={listCss.line}
      aria-current={selected ? "true" : undefined}
      onClick={() => openKnowledge(list, article.id)}
    >
      <span className={listCss.top}>
        <strong>
          <Name>{local(article.title, language) || article.id}</Name>
        </strong>
        <span className={listCss.time} title={exactTime(article.changedAt, language)}>
          {listTime(article.changedAt, now, language)}
        </span>
      </span>
      <span className={listCss.words} dir="auto">
        {unsaved && <em>{t("knowledge.unsaved")}</em>}
        {local(article.answer, language) || t("knowledge.noAnswer")}
      </span>
      <span className={listCss.facts}>
        {list === "articles" && <StateTag article={article} />}
        {(inForce === "not-yet" || inForce === "over") && <span>{t(`knowledge.force_${inForce}`)}</span>}
        {languages.length === 1 && (
          <span>{t("knowledge.only", { language: t(`language.${languages[0] ?? "en"}`) })}</span>
        )}
        {reviewIsDue(article, now) && <span className={css.due}>{t("knowledge.due")}</span>}
        {article.tags.slice(0, 2).map((each) => (
          <span key={each}>{each}</span>
        ))}
      </span>
    </button>
  );
}
