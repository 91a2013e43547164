import { type ReactNode, useId } from "react";
import css from "./Field.module.css";

/** A labelled part of a form. */
export function Field(props: {
  label: string;
  hint?: string;
  extra?: ReactNode;
  wide?: boolean;
  children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={css.field} data-wide={props.wide || undefined}>
      <div className={css.label}>
        <label htmlFor={id}>{props.label}</label>
        {props.hint && <small>{props.hint}</small>}
        {props.extra}
      </div>
      {props.children(id)}
    </div>
  );
}
