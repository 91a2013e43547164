import type { HandoffStatus } from "../direct-line";
import type { Locale } from "../language";
import { TEXTS } from "./waiting.texts";

export interface WaitingProps {
  readonly handoff: HandoffStatus;
  readonly locale: Locale;
  readonly placeKept: boolean;
}

/** The customer's place in line, and the expected wait. */
export function Waiting({ handoff, locale, placeKept }: WaitingProps) {
  const texts = TEXTS[locale];
  const { position, expectedWaitSeconds: seconds } = handoff;
  const wait =
    seconds == null ? texts.waitUnknown : seconds < 60 ? texts.waitSoon : texts.waitMinutes(Math.ceil(seconds / 60));
  return (
    <p class="notice waiting" role="status">
      <strong>{position != null && position >= 1 ? texts.position(position) : texts.waiting}</strong>{" "}
      <span>{wait}</span> {placeKept && <span class="faint">{texts.leaveOpen}</span>}
    </p>
  );
}
