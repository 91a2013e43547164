import type { Article } from "@/shared/api/types";
import type { Words } from "@/shared/i18n/words";
import { local } from "@/shared/lib/format";

/** The author of a version: a colleague, an import, or the server that learned it. */
export function authorName({ changedBy }: Article, { t, language }: Words): string {
  if (changedBy.id === "import") return t("knowledge.byImport");
  if (changedBy.id === "learned") return t("knowledge.byLearned");
  return local(changedBy.name, language) || changedBy.id;
}
