import type { ReactNode } from "react";
import css from "./Columns.module.css";

type Props = {
  list: ReactNode;
  main: ReactNode;
  aside: ReactNode;
  /** The label of the side column. */
  label: string;
  /** Whether an item of the list is open; a narrow window then shows the item instead of the list. */
  open: boolean;
  className: string | undefined;
};

/** A page of the console: a list, the open item, and its details. */
export function Columns({ list, main, aside, label, open, className }: Props) {
  return (
    <div className={`${css.columns} ${className}`} data-open={open || undefined}>
      <div className={css.list}>{list}</div>
      <main id="main" className={css.main} tabIndex={-1}>
        {main}
      </main>
      <aside className={css.aside} aria-label={label}>
        {aside}
      </aside>
    </div>
  );
}
