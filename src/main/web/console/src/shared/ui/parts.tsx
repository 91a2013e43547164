import { Button, Skeleton } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { useWords } from "../i18n/words";
import css from "./parts.module.css";

/** True once a state has lasted long enough to be shown, so that short ones do not flicker. */
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

/** Shown below a list while more of it is fetched; the list passes that state as its context. */
export function LoadingMore({ context }: { context?: boolean }) {
  const { t } = useWords();
  return context ? <p className={css.more}>{t("common.loadingMore")}</p> : null;
}

/** A name isolated from the sentence around it, whatever its writing direction. */
export function Name({ children }: { children: string }) {
  return <bdi>{children}</bdi>;
}

/** Shows the shortcut of the control beside it. Hidden from screen readers, which have the list of shortcuts. */
export function Key({ children }: { children: string }) {
  return (
    <span className={css.key} aria-hidden="true">
      {children}
    </span>
  );
}
