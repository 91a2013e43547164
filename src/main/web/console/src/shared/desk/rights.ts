import type { AgentView } from "../api/types";

/** Whether somebody answers for the work of others too; the server decides what they may, this only spares a refusal. */
export function supervises(agent: AgentView | undefined): boolean {
  return agent?.role === "supervisor" || agent?.role === "admin";
}
