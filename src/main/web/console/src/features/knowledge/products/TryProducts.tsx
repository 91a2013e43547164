import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import { useState } from "react";
import { api } from "@/shared/api/http";
import type { GraphNamed, TriedProducts } from "@/shared/api/types";
import { failureText, useWords } from "@/shared/i18n/words";
import { local } from "@/shared/lib/format";
import cardCss from "@/shared/ui/card.module.css";
import textCss from "@/shared/ui/text.module.css";
import { knowledgeKeys } from "../keys";
import outcomeCss from "../outcome.module.css";
import { useSettled } from "../TryIt";
import css from "./TryProducts.module.css";

const AFTER_TYPING = 300;

/** @param product the one mentioned before, so that "is it waterproof?" can be tried */
export function TryProducts({ product }: { product: string | undefined }) {
  const words = useWords();
  const { t } = words;
  const [text, setText] = useState("");
  const question = useSettled(text.trim(), AFTER_TYPING);
  const query = useQuery({
    queryKey: knowledgeKeys.triedProducts(question, product ?? ""),
    queryFn: ({ signal }) => api.tryProducts(question, product, signal),
    enabled: question !== "",
    // A saved change reaches the bot within seconds.
    refetchInterval: 5_000,
    placeholderData: (before) => before,
  });
  return (
    <section className={`${cardCss.card} ${outcomeCss.try}`} aria-label={t("knowledge.try.title")}>
      <h2 className={cardCss.title}>{t("knowledge.try.title")}</h2>
      <Input.TextArea
        autoSize={{ minRows: 2, maxRows: 5 }}
        maxLength={1000}
        aria-label={t("knowledge.try.question")}
        placeholder={t("products.tryPlaceholder")}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div aria-live="polite">
        {question === "" ? (
          <p className={`${textCss.quiet} ${outcomeCss.hint}`}>{t("products.tryHint")}</p>
        ) : query.isError ? (
          <p role="alert">{failureText(query.error, words)}</p>
        ) : (
          query.data && <Outcome tried={query.data} />
        )}
      </div>
    </section>
  );
}

function Outcome({ tried }: { tried: TriedProducts }) {
  const { t, language } = useWords();
  const { products, kinds, features, problems } = tried.recognised;
  const recognised: [string, GraphNamed[]][] = [
    [t("products.recognised.products"), products],
    [t("products.recognised.kinds"), kinds],
    [t("products.recognised.features"), features],
    [t("products.recognised.problems"), problems],
  ];
  return (
    <>
      <p className={outcomeCss.outcome} data-outcome={tried.outcome === "answer" ? "answer" : undefined}>
        {t(`products.outcome.${tried.outcome}`)}
      </p>
      {tried.answer && (
        <p className={`${textCss.words} ${outcomeCss.answer}`} dir="auto">
          {tried.answer}
        </p>
      )}
      {tried.options.length > 0 && (
        <ul className={css.options} aria-label={t("products.options")}>
          {tried.options.map((option) => (
            <li key={option}>{option}</li>
          ))}
        </ul>
      )}
      <dl className={css.recognised}>
        {recognised
          .filter(([, found]) => found.length > 0)
          .map(([label, found]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{found.map((each) => local(each.name, language)).join(" \u00b7 ")}</dd>
            </div>
          ))}
      </dl>
      {tried.why && <p className={`${textCss.quiet} ${outcomeCss.why}`}>{t("products.why", { code: tried.why })}</p>}
    </>
  );
}
