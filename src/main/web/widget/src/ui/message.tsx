import { useEffect, useState } from "preact/hooks";
import type { ChatClient } from "../client";
import type { Attachment, Author, Source } from "../direct-line";
import type { Locale } from "../language";
import { safeHref, stretches } from "../links";
import type { MessageItem } from "../thread";
import { nameOf } from "./authors";
import { TEXTS } from "./message.texts";
import { clock, exact } from "./times";

export interface BubbleProps {
  readonly author: Author;
  readonly first: boolean;
  readonly text: string;
  readonly message?: MessageItem;
  readonly foot?: boolean;
  readonly troubled?: boolean;
  readonly client?: ChatClient;
  readonly server?: string;
  readonly locale: Locale;
}

/** One message: its text, attachments and sources, and its delivery state. */
export function Bubble({ author, first, text, message, foot, troubled, client, server, locale }: BubbleProps) {
  const name = nameOf(author, locale);
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
      {text !== "" && <Text text={text} locale={locale} />}
      {message?.file && <Preview file={message.file} locale={locale} />}
      {message?.attachments.map((attachment) => (
        <Attached
          key={attachment.contentUrl ?? attachment.name}
          attachment={attachment}
          server={server ?? ""}
          locale={locale}
        />
      ))}
      {message && message.sources.length > 0 && <Sources sources={message.sources} locale={locale} />}
      {message && foot && <Foot message={message} troubled={troubled === true} client={client} locale={locale} />}
    </article>
  );
}

const FOLD_LETTERS = 900;
const FOLD_LINES = 16;

function Text({ text, locale }: { readonly text: string; readonly locale: Locale }) {
  const texts = TEXTS[locale];
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

interface AttachedProps {
  readonly attachment: Attachment;
  readonly server: string;
  readonly locale: Locale;
}

function Attached({ attachment, server, locale }: AttachedProps) {
  const texts = TEXTS[locale];
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

/** A picture being uploaded, shown from this browser's memory. */
function Preview({ file, locale }: { readonly file: File; readonly locale: Locale }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return <span class="attached">{url && <img src={url} alt={TEXTS[locale].pictureAlt(file.name)} />}</span>;
}

function Sources({ sources, locale }: { readonly sources: readonly Source[]; readonly locale: Locale }) {
  return (
    <p class="sources">
      {TEXTS[locale].sources}
      {sources.map((source, index) => (
        <span key={source.article}>
          {index > 0 && " · "}
          <bdi>{source.title}</bdi>
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
