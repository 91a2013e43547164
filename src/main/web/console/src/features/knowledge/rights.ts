import type { AgentView } from "@/shared/api/types";
import { supervises } from "@/shared/desk/rights";

/** Whether somebody may change what the bot says; the server decides, this only spares a refusal. */
export function mayPublish(agent: AgentView | undefined): boolean {
  return supervises(agent);
}
