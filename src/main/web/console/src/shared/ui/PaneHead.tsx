import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useWords } from "../i18n/words";
import css from "./PaneHead.module.css";

type Props = {
  title: string;
  facts: ReactNode;
  /** Returns to the list, in a window too narrow to show both. */
  onBack?: () => void;
  /** Buttons. */
  children?: ReactNode;
};

/** The head of the open item: name, details and actions. */
export function PaneHead({ title, facts, onBack, children }: Props) {
  const { t } = useWords();
  return (
    <header className={css.head}>
      {onBack && (
        <Button
          className={css.back}
          type="text"
          icon={<ArrowLeftOutlined />}
          aria-label={t("common.back")}
          onClick={onBack}
        />
      )}
      <div className={css.who}>
        <h1>
          <bdi>{title}</bdi>
        </h1>
        <p>{facts}</p>
      </div>
      {children}
    </header>
  );
}
