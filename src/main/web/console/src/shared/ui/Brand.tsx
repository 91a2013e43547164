import { useWords } from "../i18n/words";
import css from "./Brand.module.css";

/** @param brief omits the name in a narrow window */
export function Brand({ size, brief = false }: { size: number; brief?: boolean }) {
  const { t } = useWords();
  return (
    <span className={css.brand}>
      <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width={size} height={size} />
      <span className={brief ? css.brief : undefined}>{t("common.name")}</span>
    </span>
  );
}
