import { DeleteOutlined } from "@ant-design/icons";
import { Button, Collapse, Input, Select } from "antd";
import type { GraphProblem, GraphProduct, ProductGraph } from "@/shared/api/types";
import { useWords } from "@/shared/i18n/words";
import { local } from "@/shared/lib/format";
import { openKnowledge } from "@/shared/lib/place";
import { Field } from "../Field";
import { Both, WordsIn } from "./Both";
import { freeId, problemsOf, replaced } from "./graph";
import productCss from "./product.module.css";

type Props = {
  graph: ProductGraph;
  product: GraphProduct;
  editable: boolean;
  onChange: (graph: ProductGraph) => void;
};

/** The problems known of a product and its kinds. */
export function Problems({ graph, product, editable, onChange }: Props) {
  const { t, language } = useWords();
  const all = graph.problems ?? [];
  const concerned = [...(graph.kinds ?? []), ...(graph.products ?? [])].map((each) => ({
    value: each.id,
    label: local(each.name, language),
  }));
  const put = (problem: GraphProblem) => onChange({ ...graph, problems: replaced(all, problem) });

  function add() {
    const id = freeId(
      "problem",
      all.map((each) => each.id),
    );
    const nothing = { zh: "", en: "" };
    put({ id, name: nothing, words: { zh: [], en: [] }, concerns: [product.id], steps: nothing });
  }

  return (
    <section className={productCss.part} aria-labelledby="product-problems">
      <h2 id="product-problems">{t("products.problemsTitle")}</h2>
      <Collapse
        size="small"
        items={problemsOf(graph, product).map((problem) => ({
          key: problem.id,
          label: local(problem.name, language) || t("products.newProblem"),
          children: (
            <>
              <Both
                label={t("products.problemName")}
                value={problem.name}
                disabled={!editable}
                onChange={(name) => put({ ...problem, name })}
              />
              <WordsIn
                label={t("products.symptoms")}
                value={problem.words}
                disabled={!editable}
                onChange={(words) => put({ ...problem, words })}
              />
              <Field label={t("products.concerns")}>
                {(id) => (
                  <Select<string[]>
                    id={id}
                    mode="multiple"
                    disabled={!editable}
                    showSearch={{ optionFilterProp: "label" }}
                    value={problem.concerns}
                    onChange={(concerns) => put({ ...problem, concerns })}
                    options={concerned}
                  />
                )}
              </Field>
              {problem.steps ? (
                <Both
                  label={t("products.steps")}
                  value={problem.steps}
                  rows={3}
                  disabled={!editable}
                  onChange={(steps) => put({ ...problem, steps })}
                />
              ) : (
                problem.article && (
                  <p>
                    <Button type="link" onClick={() => openKnowledge("articles", problem.article)}>
                      {t("products.describedIn", { article: problem.article })}
                    </Button>
                  </p>
                )
              )}
              <Field label={t("products.form")}>
                {(id) => (
                  <Input
                    id={id}
                    disabled={!editable}
                    value={problem.form ?? ""}
                    onChange={(event) => {
                      const { form: _, ...plain } = problem;
                      put(event.target.value ? { ...plain, form: event.target.value } : plain);
                    }}
                  />
                )}
              </Field>
              {editable && (
                <Button
                  size="small"
                  icon={<DeleteOutlined />}
                  onClick={() => onChange({ ...graph, problems: all.filter((each) => each.id !== problem.id) })}
                >
                  {t("products.removeProblem")}
                </Button>
              )}
            </>
          ),
        }))}
      />
      {editable && (
        <Button size="small" onClick={add}>
          {t("products.addProblem")}
        </Button>
      )}
    </section>
  );
}
