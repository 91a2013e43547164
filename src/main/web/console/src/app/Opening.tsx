import { useWords } from "@/shared/i18n/words";
import css from "./Opening.module.css";

/** Shown while a page's code is loading. */
export function Opening() {
  const { t } = useWords();
  return <p className={css.opening}>{t("app.loading")}</p>;
}
