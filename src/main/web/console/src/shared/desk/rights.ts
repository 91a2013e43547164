import type { AgentView } from "../api/types";

/** Whether the agent supervises others. The server decides on rights; this only avoids requests that it would refuse. */
export function supervises(agent: AgentView | undefined): boolean {
  return agent?.role === "supervisor" || agent?.role === "admin";
}
