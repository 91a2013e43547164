import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Locale } from "../language";
import { TEXTS } from "./end.texts";
import { Icon } from "./icon";

export interface EndProps {
  readonly locale: Locale;
  readonly waiting: boolean;
  readonly onEnd: () => void;
}

/** Ends the conversation after a confirmation. */
export function End({ locale, waiting, onEnd }: EndProps) {
  const texts = TEXTS[locale];
  const [asking, setAsking] = useState(false);
  const stay = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  /** Focus returns to the button that opened the question, except after confirmation. */
  const asked = useRef(false);
  useLayoutEffect(() => {
    if (asking || asked.current) {
      (asking ? stay : first).current?.focus();
    }
    asked.current = asking;
  }, [asking]);
  if (!asking) {
    return (
      <button ref={first} type="button" class="wish end" onClick={() => setAsking(true)}>
        <Icon name="check" />
        {texts.end}
      </button>
    );
  }
  const confirm = () => {
    asked.current = false;
    setAsking(false);
    onEnd();
  };
  const question = waiting ? texts.waitingQuestion : texts.question;
  return (
    <fieldset
      class="question"
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          setAsking(false);
        }
      }}
    >
      <legend>{question}</legend>
      <button type="button" class="wish confirm" onClick={confirm}>
        {texts.confirm}
      </button>
      <button ref={stay} type="button" class="wish" onClick={() => setAsking(false)}>
        {texts.cancel}
      </button>
    </fieldset>
  );
}
