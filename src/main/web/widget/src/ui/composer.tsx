import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Locale } from "../language";
import type { Shelf } from "../shelf";
import { TEXTS } from "./composer.texts";
import { End } from "./end";
import { Icon } from "./icon";
import { ACCEPTED } from "./picture";

export interface ComposerProps {
  readonly shelf: Shelf;
  readonly locale: Locale;
  readonly askForPerson: boolean;
  /** Whether the customer can end the conversation. */
  readonly endable: boolean;
  /** Whether that would lose their place in line. */
  readonly waiting: boolean;
  readonly onEnd: () => void;
  readonly onSend: (text: string) => void;
  readonly onPictures: (files: Iterable<File>) => void;
  readonly onTyping: () => void;
}

const DRAFT = "draft";
const LONGEST = 8_000;

/** The input field; unsent text survives a reload. */
export function Composer(props: ComposerProps) {
  const { shelf, locale, askForPerson, endable, waiting, onEnd, onSend, onPictures, onTyping } = props;
  const texts = TEXTS[locale];
  const [text, setText] = useState(() => shelf.get<string>(DRAFT) ?? "");
  const area = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const over = text.length - LONGEST;
  const sendable = text.trim() !== "" && over <= 0;

  useLayoutEffect(() => {
    const element = area.current;
    if (element) {
      element.style.height = "auto";
      element.style.height = `${Math.min(element.scrollHeight, 132)}px`;
    }
  });

  const write = (value: string) => {
    setText(value);
    if (value === "") {
      shelf.remove(DRAFT);
    } else {
      shelf.set(DRAFT, value);
    }
  };
  const send = () => {
    if (sendable) {
      onSend(text.trim());
      write("");
      area.current?.focus();
    }
  };

  return (
    <div class="bottom">
      {(askForPerson || endable) && (
        <div class="wishes">
          {askForPerson && (
            <button type="button" class="wish" onClick={() => onSend(texts.personMessage)}>
              <Icon name="person" />
              {texts.person}
            </button>
          )}
          {endable && (
            <End
              locale={locale}
              waiting={waiting}
              onEnd={() => {
                onEnd();
                area.current?.focus();
              }}
            />
          )}
        </div>
      )}
      {over > 0 && (
        <p class="over" role="alert">
          {texts.tooLong(over)}
        </p>
      )}
      <div class="field">
        <input
          ref={files}
          type="file"
          accept={ACCEPTED}
          multiple
          hidden
          onChange={(event) => {
            onPictures([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
        <button
          type="button"
          class="quiet square"
          aria-label={texts.picture}
          title={texts.picture}
          onClick={() => files.current?.click()}
        >
          <Icon name="picture" />
        </button>
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          value={text}
          placeholder={texts.write}
          aria-label={texts.write}
          enterkeyhint="send"
          onInput={(event) => {
            write(event.currentTarget.value);
            onTyping();
          }}
          onKeyDown={(event) => {
            // Enter also accepts an input method's candidate; some browsers report that only as key code 229.
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
              event.preventDefault();
              send();
            }
          }}
          onPaste={(event) => {
            const pasted = [...(event.clipboardData?.files ?? [])];
            if (pasted.length > 0) {
              event.preventDefault();
              onPictures(pasted);
            }
          }}
        />
        <button
          type="button"
          class="send"
          aria-label={texts.send}
          title={texts.send}
          disabled={!sendable}
          onClick={send}
        >
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}
