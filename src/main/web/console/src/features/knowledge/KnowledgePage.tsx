import { Segmented } from "antd";
import type { ReactNode } from "react";
import { useWords } from "@/shared/i18n/words";
import { useHotkeys } from "@/shared/lib/hotkeys";
import { type KnowledgeList, NEW_ARTICLE, openKnowledge, place } from "@/shared/lib/place";
import { useStore } from "@/shared/lib/store";
import { EmptyState } from "@/shared/ui/parts";
import { ArticleList } from "./ArticleList";
import { ArticlePane } from "./ArticlePane";
import { History } from "./History";
import { QuestionList } from "./QuestionList";
import { TryIt } from "./TryIt";

const LISTS: readonly KnowledgeList[] = ["articles", "proposed", "unanswered"];

/** @param children shown below the list, on whichever page one is */
export default function KnowledgePage({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const at = useStore(place);
  const list = at.page === "knowledge" ? at.list : "articles";
  const article = at.page === "knowledge" ? at.article : undefined;
  useHotkeys({
    n: () => openKnowledge("articles", NEW_ARTICLE),
    "/": () => document.querySelector<HTMLInputElement>("#knowledge-search")?.focus(),
  });
  return (
    <div className="columns knowledge" data-open={article ? "" : undefined}>
      <div className="left">
        <nav className="inbox" aria-label={t("knowledge.title")}>
          <div className="inbox-tabs">
            <Segmented<KnowledgeList>
              block
              value={list}
              onChange={(next) => openKnowledge(next)}
              options={LISTS.map((value) => ({ value, label: t(`knowledge.${value}`) }))}
            />
          </div>
          <div className="inbox-list">
            {list === "unanswered" ? (
              <QuestionList selected={article} />
            ) : (
              <ArticleList key={list} proposed={list === "proposed"} selected={article} />
            )}
          </div>
        </nav>
        {children}
      </div>
      <main id="main" className="middle" tabIndex={-1}>
        {article ? (
          <ArticlePane key={article} id={article} list={list} />
        ) : (
          <EmptyState title={t(`knowledge.none_${list}`)} hint={t(`knowledge.noneHint_${list}`)} />
        )}
      </main>
      <aside className="right" aria-label={t("knowledge.aside")}>
        <div className="customer">
          <TryIt />
          {article && article !== NEW_ARTICLE && <History key={article} id={article} />}
        </div>
      </aside>
    </div>
  );
}
