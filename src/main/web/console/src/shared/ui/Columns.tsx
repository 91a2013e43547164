import type { ReactNode } from "react";
import css from "./Columns.module.css";

type Props = {
  list: ReactNode;
  main: ReactNode;
  aside: ReactNode;
  /** What the column at the side is called. */
  label: string;
  /** Whether something of the list is open; a narrow window shows that, else the list. */
  open: boolean;
  className: string | undefined;
};

/** A page of the console: a list, what is open of it, and what belongs to that. */
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
