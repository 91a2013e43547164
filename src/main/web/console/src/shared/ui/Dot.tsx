import type { AgentView } from "../api/types";
import css from "./Dot.module.css";

/** A state as a colour and a shape; never alone, there is always a word beside it. */
export function Dot({ state }: { state: AgentView["presence"]["status"] | "broken" }) {
  return <span className={css.dot} data-state={state} aria-hidden="true" />;
}
