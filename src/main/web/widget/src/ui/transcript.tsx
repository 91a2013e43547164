import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChatClient, Snapshot } from "../client";
import type { Attachment, Author, CardAction, Source, WidgetInfo } from "../direct-line";
import { safeHref, stretches } from "../links";
import { clock, day, exact, type Locale, nameIn, TEXTS, type Texts } from "../texts";
import type { Item, LineItem, MessageItem } from "../thread";
import { Icon } from "./icon";

export interface TranscriptProps {
  readonly client: ChatClient;
  readonly snapshot: Snapshot;
  readonly info: WidgetInfo | undefined;
  readonly server: string;
  readonly locale: Locale;
  readonly onChoose: (text: string, value?: unknown) => void;
}

/** As many messages as are drawn at first, and with each wish for earlier ones. */
const PAGE = 150;
/** Messages of one author within this many milliseconds stand together. */
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
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
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
          snapshot.loaded && <Bubble author={{ kind: "bot" }} name={texts.bot} first text={greeting} locale={locale} />
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
  const texts = TEXTS[locale];
  const newDay = before !== undefined && new Date(before.at).toDateString() !== new Date(item.at).toDateString();
  const divider = newDay && <p class="line">{day(locale, item.at, Date.now())}</p>;
  if (item.kind === "line") {
    return (
      <>
        {divider}
        <p class={`line ${item.what}`}>{lineOf(item, texts, locale)}</p>
      </>
    );
  }
  const first = newDay || !together(before, item);
  return (
    <>
      {divider}
      <Bubble
        author={item.author}
        name={nameOf(item.author, texts, locale)}
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

interface BubbleProps {
  readonly author: Author;
  readonly name: string;
  readonly first: boolean;
  readonly text: string;
  readonly message?: MessageItem;
  readonly foot?: boolean;
  readonly troubled?: boolean;
  readonly client?: ChatClient;
  readonly server?: string;
  readonly locale: Locale;
}

function Bubble({ author, name, first, text, message, foot, troubled, client, server, locale }: BubbleProps) {
  const texts = TEXTS[locale];
  const mine = author.kind === "customer";
  return (
    <article class={`message ${author.kind} ${message?.state ?? "sent"}${first ? " first" : ""}`}>
      {first && !mine ? (
        <p class="name" dir="auto">
          {name}
        </p>
      ) : (
        <span class="hidden">{name}</span>
      )}
      {text !== "" && <Text text={text} texts={texts} />}
      {message?.file && <Preview file={message.file} texts={texts} />}
      {message?.attachments.map((attachment) => (
        <Attached
          key={attachment.contentUrl ?? attachment.name}
          attachment={attachment}
          server={server ?? ""}
          texts={texts}
        />
      ))}
      {message && message.sources.length > 0 && <Sources sources={message.sources} locale={locale} />}
      {message && foot && <Foot message={message} troubled={troubled === true} client={client} locale={locale} />}
    </article>
  );
}

const FOLD_LETTERS = 900;
const FOLD_LINES = 16;

function Text({ text, texts }: { readonly text: string; readonly texts: Texts }) {
  const long = text.length > FOLD_LETTERS || text.split("\n", FOLD_LINES + 1).length > FOLD_LINES;
  const [folded, setFolded] = useState(long);
  return (
    <div class="bubble">
      <p class={folded ? "text folded" : "text"} dir="auto">
        {stretches(text).map((stretch, index) =>
          stretch.href === undefined ? (
            stretch.text
          ) : (
            <a key={`${index}`} href={stretch.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
              {stretch.text}
            </a>
          ),
        )}
      </p>
      {long && (
        <button type="button" class="fold" aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          {folded ? texts.showAll : texts.showLess}
        </button>
      )}
    </div>
  );
}

function Attached({
  attachment,
  server,
  texts,
}: {
  readonly attachment: Attachment;
  readonly server: string;
  readonly texts: Texts;
}) {
  const name = attachment.name ?? texts.file;
  const href = attachment.contentUrl === undefined ? undefined : safeHref(attachment.contentUrl, server);
  if (href === undefined) {
    return (
      <p class="bubble attached" dir="auto">
        {name}
      </p>
    );
  }
  return (
    <a class="attached" href={href} target="_blank" rel="noopener noreferrer nofollow">
      {attachment.contentType.startsWith("image/") ? (
        <img src={href} alt={texts.pictureAlt(name)} />
      ) : (
        <bdi>{name}</bdi>
      )}
    </a>
  );
}

/** A picture on its way, shown from this browser's memory. */
function Preview({ file, texts }: { readonly file: File; readonly texts: Texts }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return <span class="attached">{url && <img src={url} alt={texts.pictureAlt(file.name)} />}</span>;
}

function Sources({ sources, locale }: { readonly sources: readonly Source[]; readonly locale: Locale }) {
  return (
    <p class="sources">
      {TEXTS[locale].sources}
      {sources.map((source, index) => (
        <span key={source.article}>
          {index > 0 && " · "}
          <bdi>{typeof source.title === "string" ? source.title : nameIn(locale, source.title)}</bdi>
        </span>
      ))}
    </p>
  );
}

interface FootProps {
  readonly message: MessageItem;
  readonly troubled: boolean;
  readonly client: ChatClient | undefined;
  readonly locale: Locale;
}

function Foot({ message, troubled, client, locale }: FootProps) {
  const texts = TEXTS[locale];
  if (message.state === "failed") {
    return (
      <div class="foot failure">
        <span>{message.failure === "too-large" ? texts.failedTooLarge : texts.failedRefused}</span>
        <button type="button" class="fold" onClick={() => client?.retry(message.key)}>
          {texts.retry}
        </button>
        <button type="button" class="fold" onClick={() => client?.discard(message.key)}>
          {texts.discard}
        </button>
      </div>
    );
  }
  return (
    <div class="foot">
      {message.state === "pending" ? (
        <>
          <span class="slow">{troubled ? texts.troubled : texts.pending}</span>
          {troubled && (
            <button type="button" class="fold" onClick={() => client?.retry(message.key)}>
              {texts.retry}
            </button>
          )}
        </>
      ) : (
        <>
          <time dateTime={new Date(message.at).toISOString()} title={exact(locale, message.at)}>
            {clock(locale, message.at)}
          </time>
          {message.author.kind === "customer" && <span>{texts.sent}</span>}
        </>
      )}
    </div>
  );
}

function Choices({
  choices,
  onChoose,
}: {
  readonly choices: readonly CardAction[];
  readonly onChoose: TranscriptProps["onChoose"];
}) {
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

function Typing({ author, locale }: { readonly author: Author; readonly locale: Locale }) {
  const texts = TEXTS[locale];
  return (
    <p class="typing">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span dir="auto">{texts.typing(nameOf(author, texts, locale))}</span>
    </p>
  );
}

function lineOf(line: LineItem, texts: Texts, locale: Locale): string {
  return line.what === "joined" ? texts.joined(nameIn(locale, line.author?.name) ?? texts.agent) : texts[line.what];
}

function nameOf(author: Author, texts: Texts, locale: Locale): string {
  return author.kind === "customer"
    ? texts.you
    : (nameIn(locale, author.name) ?? (author.kind === "agent" ? texts.agent : texts.bot));
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
