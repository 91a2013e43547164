import type { Words } from "@/shared/i18n/words";
import { texts } from "./texts";

export const AWAY_REASONS = ["break", "lunch", "meeting", "training", "follow-up"] as const;

/** A reason's name; an unknown one is shown as the server sent it. */
export function reasonName(reason: string, { t }: Words): string {
  const known = (name: string): name is keyof typeof texts.en.presence.reason =>
    Object.hasOwn(texts.en.presence.reason, name);
  return known(reason) ? t(`presence.reason.${reason}`) : reason;
}
