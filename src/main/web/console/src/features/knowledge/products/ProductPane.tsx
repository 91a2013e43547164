import { Alert, App, Button, Select } from "antd";
import { useState } from "react";
import { ApiError } from "@/shared/api/http";
import type { GraphProduct, LocalText, ProductGraph } from "@/shared/api/types";
import { failureText, useWords } from "@/shared/i18n/words";
import { local } from "@/shared/lib/format";
import { useHotkeys } from "@/shared/lib/hotkeys";
import { NEW_ARTICLE, openKnowledge } from "@/shared/lib/place";
import { PaneHead } from "@/shared/ui/PaneHead";
import { EmptyState, Failure, LateSkeleton } from "@/shared/ui/parts";
import textCss from "@/shared/ui/text.module.css";
import editorCss from "../editor.module.css";
import { Field } from "../Field";
import { Both, WordsIn } from "./Both";
import { Facts } from "./Facts";
import { freeId, nameOf, replaced, without } from "./graph";
import { Problems } from "./Problems";
import productCss from "./product.module.css";
import { Relations } from "./Relations";
import { useGraph } from "./useGraph";

export function ProductPane({ id }: { id: string }) {
  const { t } = useWords();
  const state = useGraph();
  const { query, graph } = state;
  if (query.isError && !graph) return <Failure text={t("common.listFailed")} onRetry={() => void query.refetch()} />;
  if (!graph) return <LateSkeleton rows={8} />;
  if (id === NEW_ARTICLE) return <NewProduct graph={graph} onAdd={state.change} />;
  const product = graph.products?.find((each) => each.id === id);
  if (!product) return <EmptyState title={t("products.gone")} />;
  return <Editor state={state} graph={graph} product={product} />;
}

type EditorProps = { state: ReturnType<typeof useGraph>; graph: ProductGraph; product: GraphProduct };

function Editor({ state, graph, product }: EditorProps) {
  const words = useWords();
  const { t, language } = words;
  const { modal } = App.useApp();
  const { editable, changed, stale, saving, change, save } = state;
  useHotkeys({ "mod+s": () => changed && !stale && save() });

  const put = (part: Partial<GraphProduct>) =>
    change({ ...graph, products: replaced(graph.products, { ...product, ...part }) });

  function remove() {
    void modal.confirm({
      title: t("products.removeTitle"),
      content: t("products.removeText"),
      okText: t("products.remove"),
      cancelText: t("common.cancel"),
      onOk: () => {
        change(without(graph, product.id));
        openKnowledge("products");
      },
    });
  }

  const failure = saving.error;
  return (
    <>
      <PaneHead
        title={local(product.name, language)}
        facts={
          <>
            {local(nameOf(graph, product.kind), language)} · <code>{product.id}</code>
          </>
        }
        onBack={() => openKnowledge("products")}
      >
        {editable && (
          <Button type="text" onClick={remove}>
            {t("products.remove")}
          </Button>
        )}
      </PaneHead>
      <div className={`${editorCss.editor} ${productCss.product}`}>
        {stale && (
          <Alert
            type="warning"
            showIcon
            title={t("products.stale")}
            action={
              <span className={editorCss.choices}>
                <Button size="small" onClick={state.discard}>
                  {t("knowledge.takeTheirs")}
                </Button>
                <Button size="small" type="primary" onClick={state.keepMine}>
                  {t("knowledge.keepMine")}
                </Button>
              </span>
            }
          />
        )}
        {failure && !stale && (
          <Alert
            type="error"
            showIcon
            role="alert"
            title={
              failure instanceof ApiError && failure.code === "bad-request"
                ? failure.message
                : failureText(failure, words)
            }
          />
        )}
        <section aria-label={t("products.names")}>
          <Both
            label={t("products.name")}
            value={product.name}
            disabled={!editable}
            onChange={(name) => put({ name })}
          />
          <WordsIn
            label={t("products.words")}
            value={product.words}
            disabled={!editable}
            onChange={(next) => put({ words: next })}
          />
          <Field label={t("products.kind")}>
            {(field) => (
              <Select
                id={field}
                disabled={!editable}
                showSearch={{ optionFilterProp: "label" }}
                value={product.kind}
                onChange={(kind) => put({ kind })}
                options={(graph.kinds ?? []).map((each) => ({ value: each.id, label: local(each.name, language) }))}
              />
            )}
          </Field>
        </section>
        <Facts graph={graph} product={product} editable={editable} onChange={(facts) => put({ facts })} />
        <Relations graph={graph} product={product} editable={editable} onChange={change} />
        <Problems graph={graph} product={product} editable={editable} onChange={change} />
      </div>
      {editable && (
        <footer className={editorCss.foot}>
          <span className={textCss.quiet} role="status">
            {changed ? t("knowledge.unsaved") : ""}
          </span>
          <span className={editorCss.space} />
          {changed && <Button onClick={state.discard}>{t("knowledge.undo")}</Button>}
          <Button type="primary" disabled={!changed || stale} loading={saving.isPending} onClick={save}>
            {t("products.save")}
          </Button>
        </footer>
      )}
    </>
  );
}

function NewProduct({ graph, onAdd }: { graph: ProductGraph; onAdd: (graph: ProductGraph) => void }) {
  const { t, language } = useWords();
  const [name, setName] = useState<LocalText>({ zh: "", en: "" });
  const [kind, setKind] = useState<string>();
  const [kindName, setKindName] = useState<LocalText>({ zh: "", en: "" });
  const kinds = graph.kinds ?? [];
  const ready = name.zh.trim() && name.en.trim() && (kind || (kindName.zh.trim() && kindName.en.trim()));

  function add() {
    const ids = [...kinds, ...(graph.products ?? [])].map((each) => each.id);
    const ofKind = kind ?? freeId(kindName.en, ids);
    const id = freeId(name.en, [...ids, ofKind]);
    onAdd({
      ...graph,
      kinds: kind ? kinds : [...kinds, { id: ofKind, name: kindName }],
      products: [...(graph.products ?? []), { id, name, kind: ofKind, facts: {} }],
    });
    openKnowledge("products", id);
  }

  return (
    <>
      <PaneHead title={t("products.new")} facts={t("products.newHint")}>
        <Button type="primary" disabled={!ready} onClick={add}>
          {t("products.add")}
        </Button>
      </PaneHead>
      <div className={`${editorCss.editor} ${productCss.product}`}>
        <Both label={t("products.name")} value={name} disabled={false} onChange={setName} />
        <Field label={t("products.kind")}>
          {(field) => (
            <Select
              id={field}
              allowClear
              showSearch={{ optionFilterProp: "label" }}
              placeholder={t("products.kindOrNew")}
              value={kind}
              onChange={setKind}
              options={kinds.map((each) => ({ value: each.id, label: local(each.name, language) }))}
            />
          )}
        </Field>
        {!kind && <Both label={t("products.newKind")} value={kindName} disabled={false} onChange={setKindName} />}
      </div>
    </>
  );
}
