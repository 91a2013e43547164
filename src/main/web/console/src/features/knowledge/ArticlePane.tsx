import { useQuery } from "@tanstack/react-query";
import { api } from "@/shared/api/http";
import { useWords } from "@/shared/i18n/words";
import { type KnowledgeList, NEW_ARTICLE } from "@/shared/lib/place";
import { EmptyState, Failure, LateSkeleton } from "@/shared/ui/parts";
import { ArticleEditor } from "./ArticleEditor";
import { knowledgeKeys } from "./keys";

export function ArticlePane({ id, list }: { id: string; list: KnowledgeList }) {
  const { t } = useWords();
  const isNew = id === NEW_ARTICLE;
  const query = useQuery({
    queryKey: knowledgeKeys.article(id),
    queryFn: ({ signal }) => api.article(id, signal),
    enabled: !isNew,
  });
  if (isNew) return <ArticleEditor article={undefined} list={list} />;
  if (query.isError) return <Failure text={t("knowledge.failed")} onRetry={() => void query.refetch()} />;
  if (query.data?.state === "erased" && query.data.published === undefined) {
    return <EmptyState title={t("knowledge.erased")} hint={t("knowledge.erasedHint")} />;
  }
  return query.data ? <ArticleEditor article={query.data} list={list} /> : <LateSkeleton rows={8} />;
}
