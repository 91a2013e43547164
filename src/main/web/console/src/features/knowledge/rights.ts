import type { AgentView } from "@/shared/api/types";

/** Whether somebody may change what the bot says; the server decides, this only spares a refusal. */
export function mayPublish(agent: AgentView | undefined): boolean {
  return agent?.role === "supervisor" || agent?.role === "admin";
}
