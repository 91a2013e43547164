import type { Article } from "@/shared/api/types";
import { useWords } from "@/shared/i18n/words";
import css from "./StateTag.module.css";

/** The state of an article, and for a draft also the published version that is still in use. */
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
