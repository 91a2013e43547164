import type { CardAction } from "../direct-line";
import { safeHref } from "../links";

export interface ChoicesProps {
  readonly choices: readonly CardAction[];
  readonly onChoose: (text: string, value?: unknown) => void;
}

/** Answers that the customer can pick instead of writing. */
export function Choices({ choices, onChoose }: ChoicesProps) {
  return (
    <div class="choices">
      {choices.map((choice) => {
        const value = choice.value;
        const text = choice.type === "imBack" && typeof value === "string" ? value : choice.title;
        const href = choice.type === "openUrl" && typeof value === "string" ? safeHref(value) : undefined;
        return href === undefined ? (
          <button
            key={choice.title}
            type="button"
            class="choice"
            dir="auto"
            onClick={() => onChoose(text, choice.type === "imBack" ? undefined : value)}
          >
            {choice.title}
          </button>
        ) : (
          <a
            key={choice.title}
            class="choice"
            dir="auto"
            href={href}
            target="_blank"
            rel="noopener noreferrer nofollow"
          >
            {choice.title}
          </a>
        );
      })}
    </div>
  );
}
