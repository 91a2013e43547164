import { Button, Skeleton } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { useWords } from "../i18n/words";
import css from "./parts.module.css";

/** True once something has lasted long enough to be worth showing; what is quick never flickers. */
export function useLasting(active: boolean, milliseconds = 300): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!active) {
      setLasting(false);
      return;
    }
    const handle = setTimeout(() => setLasting(true), milliseconds);
    return () => clearTimeout(handle);
  }, [active, milliseconds]);
  return lasting && active;
}

export function LateSkeleton({ rows = 4 }: { rows?: number }) {
  const lasting = useLasting(true);
  if (!lasting) return null;
  return (
    <div className={css.skeleton} aria-hidden="true">
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}

export function EmptyState({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className={css.empty}>
      <p className={css.title}>{title}</p>
      {hint && <p className={css.hint}>{hint}</p>}
      {children}
    </div>
  );
}

export function Failure({ text, onRetry }: { text: string; onRetry: () => void }) {
  const { t } = useWords();
  return (
    <div className={css.empty} role="alert">
      <p className={css.title}>{text}</p>
      <Button onClick={onRetry}>{t("common.retry")}</Button>
    </div>
  );
}

/** Stands below a list while more of it is fetched, which the list tells as its context. */
export function LoadingMore({ context }: { context?: boolean }) {
  const { t } = useWords();
  return context ? <p className={css.more}>{t("common.loadingMore")}</p> : null;
}

/** A name set apart from the sentence around it, whichever way it is written. */
export function Name({ children }: { children: string }) {
  return <bdi>{children}</bdi>;
}

/** Shows the key of what it stands beside; the list of shortcuts says it to those who do not see it. */
export function Key({ children }: { children: string }) {
  return (
    <span className={css.key} aria-hidden="true">
      {children}
    </span>
  );
}
