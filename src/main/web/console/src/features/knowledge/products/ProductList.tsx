import { Button, Input, Select } from "antd";
import { useMemo, useState } from "react";
import { Virtuoso } from "react-virtuoso";
import type { GraphProduct, ProductGraph } from "@/shared/api/types";
import { useWords } from "@/shared/i18n/words";
import { local } from "@/shared/lib/format";
import { NEW_ARTICLE, openKnowledge } from "@/shared/lib/place";
import listCss from "@/shared/ui/list.module.css";
import { EmptyState, Failure, LateSkeleton, Name } from "@/shared/ui/parts";
import { inherited, line, nameOf, problemsOf } from "./graph";
import { useGraph } from "./useGraph";

export function ProductList({ selected }: { selected: string | undefined }) {
  const { t, language } = useWords();
  const { query, graph, editable } = useGraph();
  const [text, setText] = useState("");
  const [kind, setKind] = useState<string>();
  const products = useMemo(() => {
    const words = text.trim().toLowerCase();
    return (graph?.products ?? []).filter(
      (product) =>
        (!kind || line(graph ?? {}, product.kind).includes(kind)) &&
        `${product.name.zh} ${product.name.en} ${product.id}`.toLowerCase().includes(words),
    );
  }, [graph, text, kind]);
  const add = (
    <Button type="primary" onClick={() => openKnowledge("products", NEW_ARTICLE)}>
      {t("products.new")}
    </Button>
  );
  return (
    <div className={listCss.page}>
      <div className={listCss.filter}>
        <Input
          id="knowledge-search"
          allowClear
          value={text}
          aria-label={t("products.search")}
          placeholder={t("products.search")}
          onChange={(event) => setText(event.target.value)}
        />
        <div className={listCss.filterRow}>
          <Select
            aria-label={t("products.kind")}
            placeholder={t("products.kind")}
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            value={kind}
            onChange={setKind}
            options={(graph?.kinds ?? []).map((each) => ({ value: each.id, label: local(each.name, language) }))}
          />
          {editable && (graph?.products?.length ?? 0) > 0 && add}
        </div>
      </div>
      {query.isError ? (
        <Failure text={t("common.listFailed")} onRetry={() => void query.refetch()} />
      ) : !graph ? (
        <LateSkeleton rows={6} />
      ) : products.length === 0 ? (
        <EmptyState
          title={t(text || kind ? "knowledge.nothingFound" : "products.empty")}
          hint={t(text || kind ? "knowledge.filteredHint" : "products.emptyHint")}
        >
          {editable && !text && !kind && add}
        </EmptyState>
      ) : (
        <Virtuoso
          data={products}
          computeItemKey={(_, product) => product.id}
          itemContent={(_, product) => <Line graph={graph} product={product} selected={product.id === selected} />}
        />
      )}
    </div>
  );
}

function Line({ graph, product, selected }: { graph: ProductGraph; product: GraphProduct; selected: boolean }) {
  const { t, language } = useWords();
  const features = Object.keys(product.facts ?? {}).length + inherited(graph, product).length;
  return (
    <button
      type="button"
      className={listCss.line}
      aria-current={selected ? "true" : undefined}
      onClick={() => openKnowledge("products", product.id)}
    >
      <span className={listCss.top}>
        <strong>
          <Name>{local(product.name, language)}</Name>
        </strong>
      </span>
      <span className={listCss.facts}>
        <span>{local(nameOf(graph, product.kind), language)}</span>
        <span>{t("products.features", { features })}</span>
        <span>{t("products.problems", { problems: problemsOf(graph, product).length })}</span>
      </span>
    </button>
  );
}
