import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useWords } from "../i18n/words";
import css from "./PaneHead.module.css";

type Props = {
  title: string;
  facts: ReactNode;
  /** To the list, in a window too narrow to show both. */
  onBack?: () => void;
  /** Buttons. */
  children?: ReactNode;
};

/** What stands above that which is open: its name, what there is to know about it, and what can be done with it. */
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
