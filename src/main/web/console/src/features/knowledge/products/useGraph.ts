import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { api } from "@/shared/api/http";
import type { ProductGraph } from "@/shared/api/types";
import { useMe } from "@/shared/desk/hooks";
import { useWords } from "@/shared/i18n/words";
import { useStore } from "@/shared/lib/store";
import { knowledgeKeys } from "../keys";
import { mayPublish } from "../rights";
import { unsavedGraph } from "./graph";

/** The graph as shown, including unsaved changes. */
export function useGraph() {
  const { t } = useWords();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const me = useMe();
  const unsaved = useStore(unsavedGraph);
  const query = useQuery({ queryKey: knowledgeKeys.graph, queryFn: ({ signal }) => api.productGraph(signal) });
  const saving = useMutation({
    mutationFn: (change: { version: string; graph: ProductGraph }) =>
      api.changeProductGraph(change.version, change.graph),
    onSuccess: (edition) => {
      unsavedGraph.set(undefined);
      queries.setQueryData(knowledgeKeys.graph, edition);
      void queries.invalidateQueries({ queryKey: knowledgeKeys.all });
      message.success(t("products.saved"));
    },
    onError: () => void queries.invalidateQueries({ queryKey: knowledgeKeys.graph }),
  });
  const stored = query.data;
  return {
    query,
    graph: unsaved?.graph ?? stored?.graph,
    stored,
    editable: mayPublish(me),
    changed: unsaved !== undefined,
    stale: unsaved !== undefined && stored !== undefined && unsaved.version !== stored.version,
    saving,
    change: (graph: ProductGraph) => {
      if (stored) unsavedGraph.set({ version: unsaved?.version ?? stored.version, graph });
    },
    save: () => unsaved && saving.mutate(unsaved),
    keepMine: () => unsaved && stored && unsavedGraph.set({ ...unsaved, version: stored.version }),
    discard: () => {
      saving.reset();
      unsavedGraph.set(undefined);
    },
  };
}
