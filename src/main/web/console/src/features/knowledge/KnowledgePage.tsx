import { Segmented } from "antd";
import type { ReactNode } from "react";
import { addTexts } from "@/shared/i18n/i18n";
import { useWords } from "@/shared/i18n/words";
import { useHotkeys } from "@/shared/lib/hotkeys";
import { type KnowledgeList, NEW_ARTICLE, openKnowledge, place } from "@/shared/lib/place";
import { useStore } from "@/shared/lib/store";
import { Columns } from "@/shared/ui/Columns";
import cardCss from "@/shared/ui/card.module.css";
import listCss from "@/shared/ui/list.module.css";
import { EmptyState } from "@/shared/ui/parts";
import { ArticleList } from "./ArticleList";
import { ArticlePane } from "./ArticlePane";
import { History } from "./History";
import css from "./KnowledgePage.module.css";
import { ProductList } from "./products/ProductList";
import { ProductPane } from "./products/ProductPane";
import { TryProducts } from "./products/TryProducts";
import { texts as products } from "./products/texts";
import { QuestionList } from "./QuestionList";
import { TryIt } from "./TryIt";
import { texts as knowledge } from "./texts";

addTexts(knowledge);
addTexts(products);

const LISTS: readonly KnowledgeList[] = ["articles", "proposed", "unanswered", "products"];

/** @param children shown below the list, on every page */
export default function KnowledgePage({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const at = useStore(place);
  const list = at.page === "knowledge" ? at.list : "articles";
  const article = at.page === "knowledge" ? at.article : undefined;
  useHotkeys({
    n: () => openKnowledge(list === "products" ? "products" : "articles", NEW_ARTICLE),
    "/": () => document.querySelector<HTMLInputElement>("#knowledge-search")?.focus(),
  });
  return (
    <Columns
      className={css.knowledge}
      open={article !== undefined}
      list={
        <>
          <nav className={listCss.pane} aria-label={t("knowledge.title")}>
            <div className={listCss.tabs}>
              <Segmented<KnowledgeList>
                block
                value={list}
                onChange={(next) => openKnowledge(next)}
                options={LISTS.map((value) => ({
                  value,
                  label: t(value === "products" ? "knowledge.list_products" : `knowledge.${value}`),
                }))}
              />
            </div>
            <div className={listCss.body}>
              {list === "products" ? (
                <ProductList selected={article} />
              ) : list === "unanswered" ? (
                <QuestionList selected={article} />
              ) : (
                <ArticleList key={list} proposed={list === "proposed"} selected={article} />
              )}
            </div>
          </nav>
          {children}
        </>
      }
      main={
        article && list === "products" ? (
          <ProductPane key={article} id={article} />
        ) : article ? (
          <ArticlePane key={article} id={article} list={list} />
        ) : (
          <EmptyState title={t(`knowledge.none_${list}`)} hint={t(`knowledge.noneHint_${list}`)} />
        )
      }
      label={t("knowledge.aside")}
      aside={
        <div className={cardCss.stack}>
          {list === "products" ? <TryProducts product={article === NEW_ARTICLE ? undefined : article} /> : <TryIt />}
          {list !== "products" && article && article !== NEW_ARTICLE && <History key={article} id={article} />}
        </div>
      }
    />
  );
}
