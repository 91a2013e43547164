import type { Locale } from "../language";
import { TEXTS } from "./ending.texts";

export interface EndingProps {
  readonly rating: number | undefined;
  readonly locale: Locale;
  readonly onRate: (value: number) => void;
  readonly onAgain: () => void;
}

const MOUTHS = [
  "M8 16.5c1-2 2.4-2.8 4-2.8s3 .8 4 2.8",
  "M8.5 15.8c.9-1.2 2-1.7 3.5-1.7s2.6 .5 3.5 1.7",
  "M8.5 15h7",
  "M8.5 14.2c.9 1.2 2 1.7 3.5 1.7s2.6-.5 3.5-1.7",
  "M7.8 13.5c.9 2.2 2.3 3.2 4.2 3.2s3.3-1 4.2-3.2z",
];

/** Replaces the composer once an agent has ended the conversation. */
export function Ending({ rating, locale, onRate, onAgain }: EndingProps) {
  const texts = TEXTS[locale];
  return (
    <div class="bottom ending">
      {rating === undefined ? (
        <fieldset class="rating">
          <legend>{texts.question}</legend>
          <div>
            {MOUTHS.map((mouth, index) => (
              <button
                key={mouth}
                type="button"
                class="quiet"
                aria-label={texts.ratings[index]}
                title={texts.ratings[index]}
                onClick={() => onRate(index + 1)}
              >
                <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                  <path d={`M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9 9.5v.5M15 9.5v.5${mouth}`} />
                </svg>
              </button>
            ))}
          </div>
        </fieldset>
      ) : (
        <p role="status">{texts.thanks}</p>
      )}
      <button type="button" class="primary" onClick={onAgain}>
        {texts.startAgain}
      </button>
    </div>
  );
}
