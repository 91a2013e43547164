import { DeleteOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import type { GraphProduct, GraphRelation, LocalText, ProductGraph, Tie } from "@/shared/api/types";
import { useWords } from "@/shared/i18n/words";
import { local } from "@/shared/lib/format";
import { openKnowledge } from "@/shared/lib/place";
import textCss from "@/shared/ui/text.module.css";
import { nameOf, relationsWith } from "./graph";
import productCss from "./product.module.css";

const TIES: readonly Tie[] = ["accessory-of", "works-with", "does-not-work-with", "part-of", "successor-of"];

type Props = {
  graph: ProductGraph;
  product: GraphProduct;
  editable: boolean;
  onChange: (graph: ProductGraph) => void;
};

/** A product's relations: its own, which can be edited, and those that other products state. */
export function Relations({ graph, product, editable, onChange }: Props) {
  const { t, language } = useWords();
  const all = graph.relations ?? [];
  const others = [...(graph.products ?? []).filter((each) => each.id !== product.id), ...(graph.kinds ?? [])];
  const options = others.map((each) => ({ value: each.id, label: local(each.name, language) }));
  const first = others[0];
  const put = (at: number, next: GraphRelation | undefined) =>
    onChange({ ...graph, relations: all.flatMap((each, i) => (i !== at ? [each] : next ? [next] : [])) });
  return (
    <section className={productCss.part} aria-labelledby="product-relations">
      <h2 id="product-relations">{t("products.relationsTitle")}</h2>
      <ul className={productCss.rows}>
        {all.map(
          (relation, at) =>
            relation.product === product.id && (
              // biome-ignore lint/suspicious/noArrayIndexKey: a relation has no other identity
              <li key={at}>
                <Select<Tie>
                  size="small"
                  className={productCss.tie}
                  disabled={!editable}
                  aria-label={t("products.tieLabel")}
                  value={relation.is}
                  onChange={(is) => put(at, { ...relation, is })}
                  options={TIES.map((value) => ({ value, label: t(`products.tie.${value}`) }))}
                />
                <Select<string[]>
                  size="small"
                  className={productCss.wide}
                  mode="multiple"
                  disabled={!editable}
                  showSearch={{ optionFilterProp: "label" }}
                  aria-label={t("products.with")}
                  value={relation.with}
                  onChange={(ids) => put(at, { ...relation, with: ids })}
                  options={options}
                />
                <Note
                  value={relation.note}
                  disabled={!editable}
                  onChange={(note) => {
                    const { note: _, ...plain } = relation;
                    put(at, note.zh || note.en ? { ...plain, note } : plain);
                  }}
                />
                {editable && (
                  <Button
                    size="small"
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t("products.removeRow", { name: t(`products.tie.${relation.is}`) })}
                    onClick={() => put(at, undefined)}
                  />
                )}
              </li>
            ),
        )}
        {relationsWith(graph, product).map((relation) => (
          <li key={`${relation.product}/${relation.is}/${relation.with.join()}`}>
            <Button type="link" size="small" onClick={() => openKnowledge("products", relation.product)}>
              {local(nameOf(graph, relation.product), language)}
            </Button>
            <span>{t(`products.tie.${relation.is}`)}</span>
            <span className={textCss.quiet}>{local(relation.note, language)}</span>
          </li>
        ))}
      </ul>
      {editable && first && (
        <Button
          size="small"
          onClick={() =>
            onChange({ ...graph, relations: [...all, { product: product.id, is: "works-with", with: [first.id] }] })
          }
        >
          {t("products.addRelation")}
        </Button>
      )}
    </section>
  );
}

type NoteProps = { value: LocalText | undefined; disabled: boolean; onChange: (note: LocalText) => void };

function Note({ value, disabled, onChange }: NoteProps) {
  const { t } = useWords();
  const note = value ?? { zh: "", en: "" };
  return (["zh", "en"] as const).map((each) => (
    <Input
      key={each}
      size="small"
      disabled={disabled}
      aria-label={`${t("products.note")}, ${t(`language.${each}`)}`}
      placeholder={`${t("products.note")} \u00b7 ${t(`language.${each}`)}`}
      value={note[each]}
      onChange={(event) => onChange({ ...note, [each]: event.target.value })}
    />
  ));
}
