import { FileOutlined } from "@ant-design/icons";
import { Button, Image } from "antd";
import { memo, useState } from "react";
import type { ChoiceContent, Content, Entry, MediaContent } from "@/shared/api/types";
import { authorName, channelName, dispositionName, handoffName, useWords, type Words } from "@/shared/i18n/words";
import { useNow } from "@/shared/lib/clock";
import { clockTime, dayName, exactTime, fileSize, local, sameDay } from "@/shared/lib/format";
import { Name } from "@/shared/ui/parts";
import textCss from "@/shared/ui/text.module.css";
import css from "./EntryRow.module.css";
import messageCss from "./message.module.css";

const FOLD_OVER = 5000;
const FOLDED_TO = 600;
/** Messages of one author within this time share one heading. */
const SAME_BREATH = 3 * 60_000;

type RowProps = {
  entry: Entry;
  before: Entry | undefined;
  channelBefore: string | undefined;
  me: string | undefined;
  firstUnread: boolean;
};

/** One entry with the separators before it: the day, the unread line, a change of channel. */
export const EntryRow = memo(function EntryRow({ entry, before, channelBefore, me, firstUnread }: RowProps) {
  const words = useWords();
  const { t } = words;
  const channel = entry.via?.channel;
  const newDay = !before || !sameDay(before.at, entry.at);
  const newChannel = channel !== undefined && channelBefore !== undefined && channelBefore !== channel;
  const follows =
    !newDay &&
    !newChannel &&
    !firstUnread &&
    before?.type === "message" &&
    before.author?.kind === entry.author?.kind &&
    before.author?.id === entry.author?.id &&
    before.visibility === entry.visibility &&
    Date.parse(entry.at) - Date.parse(before.at) < SAME_BREATH;
  return (
    <div className={css.row}>
      {newDay && <DayDivider at={entry.at} />}
      {firstUnread && (
        <div className={`${css.divider} ${css.new}`}>
          <span>{t("transcript.new")}</span>
        </div>
      )}
      {newChannel && (
        <div className={css.divider}>
          <span>{t("transcript.channel", { channel: channelName(channel, words) })}</span>
        </div>
      )}
      {entry.type === "message" ? (
        <Message entry={entry} me={me} follows={follows} />
      ) : (
        !isQuiet(entry) && <SystemLine entry={entry} me={me} />
      )}
    </div>
  );
});

function DayDivider({ at }: { at: string }) {
  const { language } = useWords();
  const now = useNow(3600);
  return (
    <div className={`${css.divider} ${css.day}`}>
      <span>{dayName(at, now, language)}</span>
    </div>
  );
}

/** The normal case is not worth a line. */
function isQuiet(entry: Entry): boolean {
  return (
    entry.type === "routing-ended" ||
    entry.type === "case-reported" ||
    (entry.type === "delivery" && entry.data?.state === "sent")
  );
}

function systemText(entry: Entry, me: string | undefined, words: Words): string {
  const { t, language } = words;
  const data = entry.data ?? {};
  switch (entry.type) {
    case "handed-off":
      return t("transcript.handed-off", { reason: handoffName(String(data.reason ?? ""), words) });
    case "assigned": {
      const agent = data.agent as { id?: string; name?: { zh: string; en: string } } | string | undefined;
      const who =
        typeof agent === "object" && agent
          ? agent.id === me
            ? t("author.you")
            : local(agent.name, language)
          : agent === me
            ? t("author.you")
            : "";
      return t("transcript.assigned", { who: who || authorName({ kind: "agent" }, me, words) });
    }
    case "action-begun":
      return t("transcript.action-begun", { action: String(data.action ?? "") });
    case "action-done":
      return t("transcript.action-done", { action: String(data.action ?? ""), outcome: String(data.outcome ?? "") });
    case "ended":
      if (data.ending === "left-in-queue") return t("transcript.left-in-queue");
      if (data.cause === "silence" || data.cause === "confirmed" || data.cause === "page-closed")
        return t(`transcript.${data.cause}`);
      return typeof data.disposition === "string" && data.disposition
        ? t("transcript.resolved", { disposition: dispositionName(data.disposition, words) })
        : t("transcript.resolvedPlain");
    case "rated":
      return t("transcript.rated", { stars: Number(data.stars ?? 0) });
    case "message":
    case "routing-ended":
    case "case-reported":
      return "";
    default:
      return t(`transcript.${entry.type}`);
  }
}

export function SystemLine({ entry, me }: { entry: Entry; me: string | undefined }) {
  const words = useWords();
  const { language } = words;
  const summary = entry.type === "handed-off" && typeof entry.data?.summary === "string" ? entry.data.summary : "";
  return (
    <div className={css.system} title={exactTime(entry.at, language)}>
      <span>
        {systemText(entry, me, words)} <time dateTime={entry.at}>{clockTime(entry.at, language)}</time>
      </span>
      {summary && <p dir="auto">{summary}</p>}
    </div>
  );
}

function Message({ entry, me, follows }: { entry: Entry; me: string | undefined; follows: boolean }) {
  const words = useWords();
  const { t, language } = words;
  const kind = entry.author?.kind ?? "system";
  const note = entry.visibility === "internal";
  return (
    <article
      className={messageCss.message}
      data-from={kind}
      data-note={note || undefined}
      data-follows={follows || undefined}
    >
      {!follows && (
        <div className={messageCss.head}>
          <Name>{authorName(entry.author, me, words)}</Name>
          <time dateTime={entry.at} title={exactTime(entry.at, language)}>
            {clockTime(entry.at, language)}
          </time>
        </div>
      )}
      <div className={messageCss.bubble} title={exactTime(entry.at, language)}>
        {note && <div className={messageCss.label}>{t("transcript.note")}</div>}
        <Contents entry={entry} />
      </div>
    </article>
  );
}

/** The content of a message, and the bot's sources. */
export function Contents({ entry }: { entry: Entry }) {
  const { t } = useWords();
  return (
    <>
      {(entry.contents ?? []).map((content, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the contents of a stored message never change or move.
        <ContentPart key={index} content={content} />
      ))}
      {entry.sources && entry.sources.length > 0 && (
        <div className={css.sources}>
          <span>{t("transcript.sources")}</span>
          {entry.sources.map((source) => (
            <bdi key={source.article} title={source.article}>
              {source.title}
            </bdi>
          ))}
        </div>
      )}
    </>
  );
}

function ContentPart({ content }: { content: Content }) {
  switch (content.type) {
    case "text":
      return <LongText text={content.text} />;
    case "media":
      return <Media media={content} />;
    case "choice":
      return <Choice choice={content} />;
  }
}

export function LongText({ text }: { text: string }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const long = text.length > FOLD_OVER;
  return (
    <>
      <p className={textCss.words} dir="auto">
        {long && !open ? `${text.slice(0, FOLDED_TO)}…` : text}
      </p>
      {long && (
        <Button type="link" size="small" className={css.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? "transcript.less" : "transcript.more")}
        </Button>
      )}
    </>
  );
}

/** Only addresses that are safe to open: an address from a customer's channel must not run as a script. */
function safeAddress(url: string): string | undefined {
  try {
    const address = new URL(url, location.origin);
    return address.protocol === "https:" || address.protocol === "http:" ? address.href : undefined;
  } catch {
    return undefined;
  }
}

function Media({ media }: { media: MediaContent }) {
  const { t, language } = useWords();
  const url = safeAddress(media.url);
  if (url && media.mime.startsWith("image/") && media.mime !== "image/svg+xml") {
    return (
      <Image src={url} alt={t("transcript.image", { name: media.name })} loading="lazy" preview={{ mask: false }} />
    );
  }
  if (url && media.mime.startsWith("audio/")) {
    // biome-ignore lint/a11y/useMediaCaption: a customer's recording has no captions.
    return <audio controls preload="none" src={url} aria-label={media.name} />;
  }
  if (url && media.mime.startsWith("video/")) {
    // biome-ignore lint/a11y/useMediaCaption: a customer's recording has no captions.
    return <video className={css.video} controls preload="metadata" src={url} aria-label={media.name} />;
  }
  return (
    <a className={css.file} href={url} target="_blank" rel="noreferrer noopener" download={media.name}>
      <FileOutlined aria-hidden="true" />
      <bdi>{t("transcript.download", { name: media.name })}</bdi>
      <span>{fileSize(media.bytes, language)}</span>
    </a>
  );
}

function Choice({ choice }: { choice: ChoiceContent }) {
  return (
    <div className={css.choice}>
      {choice.prompt && (
        <p className={textCss.words} dir="auto">
          {choice.prompt}
        </p>
      )}
      <ul>
        {choice.options.map((option) => (
          <li key={option.value}>
            <bdi>{option.label}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}
