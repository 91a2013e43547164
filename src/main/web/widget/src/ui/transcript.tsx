import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChatClient, Snapshot } from "../client";
import type { Author, WidgetInfo } from "../direct-line";
import { type Locale, nameIn } from "../language";
import type { Item, LineItem } from "../thread";
import { nameOf } from "./authors";
import { Choices } from "./choices";
import { Icon } from "./icon";
import { Bubble } from "./message";
import { day } from "./times";
import { TEXTS } from "./transcript.texts";

export interface TranscriptProps {
  readonly client: ChatClient;
  readonly snapshot: Snapshot;
  readonly info: WidgetInfo | undefined;
  readonly server: string;
  readonly locale: Locale;
  readonly onChoose: (text: string, value?: unknown) => void;
}

/** The number of messages drawn at first, and added on each request for earlier ones. */
const PAGE = 150;
/** Messages of one author within this many milliseconds are grouped. */
const TOGETHER = 5 * 60_000;
const NEAR_END = 60;

export function Transcript({ client, snapshot, info, server, locale, onChoose }: TranscriptProps) {
  const texts = TEXTS[locale];
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const newest = useRef<string | undefined>(undefined);
  const [more, setMore] = useState(false);
  const [shown, setShown] = useState(PAGE);
  const { items } = snapshot;
  const last = items.at(-1);
  const visible = items.slice(-shown);

  const toEnd = useCallback(() => {
    const element = log.current;
    if (element) {
      element.scrollTop = element.scrollHeight;
    }
    setMore(false);
  }, []);
  useLayoutEffect(() => {
    const fresh = last?.key !== newest.current;
    newest.current = last?.key;
    const mine = last?.kind === "message" && last.author.kind === "customer";
    if (atEnd.current || (fresh && mine)) {
      toEnd();
    } else if (fresh) {
      setMore(true);
    }
  });
  useEffect(() => {
    const element = log.current;
    if (!element) {
      return;
    }
    const resized = new ResizeObserver(() => {
      if (atEnd.current) {
        toEnd();
      }
    });
    resized.observe(element);
    return () => resized.disconnect();
  }, [toEnd]);

  const greeting = nameIn(locale, info?.greeting) ?? texts.greeting;
  const suggestions = (info?.suggestions?.[locale] ?? []).slice(0, 3);
  const choices = last?.kind === "message" && snapshot.ended === undefined ? last.choices : [];
  return (
    <div class="transcript">
      <div
        ref={log}
        class="log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label={texts.log}
        aria-live={snapshot.loaded ? "polite" : "off"}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
          if (atEnd.current) {
            setMore(false);
          }
        }}
        onLoadCapture={() => atEnd.current && toEnd()}
      >
        {visible.length < items.length ? (
          <button type="button" class="quiet centred" onClick={() => setShown(shown + PAGE)}>
            {texts.earlier}
          </button>
        ) : (
          snapshot.loaded && <Bubble author={{ kind: "bot" }} first text={greeting} locale={locale} />
        )}
        {!snapshot.loaded && <p class="line slow">{texts.loading}</p>}
        {snapshot.loaded && items.length === 0 && suggestions.length > 0 && (
          <fieldset class="suggestions" aria-label={texts.suggestions}>
            {suggestions.map((suggestion) => (
              <button key={suggestion} type="button" class="choice" dir="auto" onClick={() => onChoose(suggestion)}>
                {suggestion}
              </button>
            ))}
          </fieldset>
        )}
        {visible.map((item, index) => (
          <Row
            key={item.key}
            item={item}
            before={visible[index - 1]}
            after={visible[index + 1]}
            troubled={snapshot.troubled.has(item.key)}
            client={client}
            server={server}
            locale={locale}
          />
        ))}
        {choices.length > 0 && <Choices choices={choices} onChoose={onChoose} />}
        {snapshot.typing && <Typing author={snapshot.typing} locale={locale} />}
      </div>
      {more && (
        <button type="button" class="newer" onClick={toEnd}>
          {texts.newMessages}
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

interface RowProps {
  readonly item: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly troubled: boolean;
  readonly client: ChatClient;
  readonly server: string;
  readonly locale: Locale;
}

function Row({ item, before, after, troubled, client, server, locale }: RowProps) {
  const newDay = before !== undefined && new Date(before.at).toDateString() !== new Date(item.at).toDateString();
  const divider = newDay && <p class="line">{day(locale, item.at, Date.now())}</p>;
  if (item.kind === "line") {
    return (
      <>
        {divider}
        <p class={`line ${item.what}`}>{lineOf(item, locale)}</p>
      </>
    );
  }
  const first = newDay || !together(before, item);
  return (
    <>
      {divider}
      <Bubble
        author={item.author}
        first={first}
        text={item.text}
        message={item}
        foot={!together(item, after) || item.state !== "sent"}
        troubled={troubled}
        client={client}
        server={server}
        locale={locale}
      />
    </>
  );
}

function Typing({ author, locale }: { readonly author: Author; readonly locale: Locale }) {
  return (
    <p class="typing">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span dir="auto">{TEXTS[locale].typing(nameOf(author, locale))}</span>
    </p>
  );
}

function lineOf(line: LineItem, locale: Locale): string {
  const texts = TEXTS[locale];
  return line.what === "joined" ? texts.joined(nameOf(line.author ?? { kind: "agent" }, locale)) : texts[line.what];
}

function together(a: Item | undefined, b: Item | undefined): boolean {
  return (
    a?.kind === "message" &&
    b?.kind === "message" &&
    a.author.kind === b.author.kind &&
    a.author.name?.zh === b.author.name?.zh &&
    a.author.name?.en === b.author.name?.en &&
    b.at - a.at < TOGETHER
  );
}
