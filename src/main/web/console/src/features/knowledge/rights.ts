import type { AgentView } from "@/shared/api/types";
import { supervises } from "@/shared/desk/rights";

/** Whether the agent may change the bot's answers. The server decides; this only avoids requests that it would refuse. */
export function mayPublish(agent: AgentView | undefined): boolean {
  return supervises(agent);
}
