import { DeleteOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber, Select } from "antd";
import type { GraphFact, GraphFacts, GraphFeature, GraphProduct, LocalText, ProductGraph } from "@/shared/api/types";
import { useWords } from "@/shared/i18n/words";
import { local } from "@/shared/lib/format";
import textCss from "@/shared/ui/text.module.css";
import editorCss from "../editor.module.css";
import { type FactForm, type FactKind, factForm, factOf, inherited, nameOf } from "./graph";
import productCss from "./product.module.css";

const KINDS: readonly FactKind[] = ["yes", "no", "number", "text"];

type Props = { graph: ProductGraph; product: GraphProduct; editable: boolean; onChange: (facts: GraphFacts) => void };

/** A product's features: its own, which can be edited, and those inherited from its kinds. */
export function Facts({ graph, product, editable, onChange }: Props) {
  const { t, language } = useWords();
  const own = product.facts ?? {};
  const features = graph.features ?? [];
  const feature = (id: string) => features.find((each) => each.id === id);
  const free = features.filter((each) => !Object.hasOwn(own, each.id));
  return (
    <section className={productCss.part} aria-labelledby="product-facts">
      <h2 id="product-facts">{t("products.factsTitle")}</h2>
      <ul className={productCss.rows}>
        {Object.entries(own).map(([id, fact]) => (
          <Fact
            key={id}
            feature={feature(id)}
            id={id}
            fact={fact}
            disabled={!editable}
            onChange={(next) => onChange({ ...own, [id]: next })}
            onRemove={() => {
              const { [id]: _, ...others } = own;
              onChange(others);
            }}
          />
        ))}
        {inherited(graph, product).map(({ feature: id, fact, from }) => (
          <li key={id}>
            <span className={productCss.name}>{local(feature(id)?.name, language) || id}</span>
            <span>{factText(factForm(fact), feature(id), language, t)}</span>
            <span className={textCss.quiet}>{t("products.from", { kind: local(nameOf(graph, from), language) })}</span>
          </li>
        ))}
      </ul>
      {editable && (
        <Select<string>
          className={editorCss.add}
          size="small"
          value={null}
          showSearch={{ optionFilterProp: "label" }}
          aria-label={t("products.addFact")}
          placeholder={t("products.addFact")}
          onChange={(id) => onChange({ ...own, [id]: true })}
          options={free.map((each) => ({ value: each.id, label: local(each.name, language) }))}
        />
      )}
    </section>
  );
}

function factText(
  form: FactForm,
  feature: GraphFeature | undefined,
  language: "zh" | "en",
  t: ReturnType<typeof useWords>["t"],
) {
  if (form.kind === "text") return local(form.text, language);
  if (form.kind === "number") return `${form.number} ${local(feature?.unit, language)}`;
  return t(`products.value.${form.kind}`);
}

type FactProps = {
  id: string;
  feature: GraphFeature | undefined;
  fact: GraphFact;
  disabled: boolean;
  onChange: (fact: GraphFact) => void;
  onRemove: () => void;
};

function Fact({ id, feature, fact, disabled, onChange, onRemove }: FactProps) {
  const { t, language } = useWords();
  const form = factForm(fact);
  const name = local(feature?.name, language) || id;
  const put = (part: Partial<FactForm>) => onChange(factOf({ ...form, ...part }));
  const texts = (which: "text" | "note", label: string) =>
    (["zh", "en"] as const).map((each) => (
      <Input
        key={each}
        size="small"
        disabled={disabled}
        aria-label={`${name}, ${label}, ${t(`language.${each}`)}`}
        placeholder={`${label} \u00b7 ${t(`language.${each}`)}`}
        value={form[which][each]}
        onChange={(event) => put({ [which]: { ...form[which], [each]: event.target.value } as LocalText })}
      />
    ));
  return (
    <li>
      <span className={productCss.name}>{name}</span>
      <Select<FactKind>
        size="small"
        className={productCss.kind}
        disabled={disabled}
        aria-label={t("products.valueOf", { name })}
        value={form.kind}
        onChange={(kind) => put({ kind })}
        options={KINDS.map((value) => ({ value, label: t(`products.value.${value}`) }))}
      />
      {form.kind === "number" && (
        <InputNumber
          size="small"
          disabled={disabled}
          aria-label={name}
          value={form.number}
          suffix={local(feature?.unit, language)}
          onChange={(number) => put({ number: number ?? 0 })}
        />
      )}
      {form.kind === "text" && texts("text", t("products.value.text"))}
      {texts("note", t("products.note"))}
      {!disabled && (
        <Button
          size="small"
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t("products.removeRow", { name })}
          onClick={onRemove}
        />
      )}
    </li>
  );
}
