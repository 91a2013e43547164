import type { AgentView } from "../api/types";
import css from "./Dot.module.css";

/** A state as a colour and a shape, always accompanied by a word. */
export function Dot({ state }: { state: AgentView["presence"]["status"] | "broken" }) {
  return <span className={css.dot} data-state={state} aria-hidden="true" />;
}
