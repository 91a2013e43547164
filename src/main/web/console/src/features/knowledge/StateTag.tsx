import type { Article } from "@/shared/api/types";
import { useWords } from "@/shared/i18n/words";
import css from "./StateTag.module.css";

/** Where an article stands; that a draft is written over a published version is said too. */
export function StateTag({ article }: { article: Article }) {
  const { t } = useWords();
  const over = article.published !== undefined && article.state !== "published";
  return (
    <span className={css.state} data-state={article.state}>
      {t(`knowledge.state.${article.state}`)}
      {over && ` · ${t("knowledge.over", { version: article.published })}`}
    </span>
  );
}
