import { ArrowDownOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Virtuoso, type VirtuosoHandle } from "react-virtuoso";
import type { Entry } from "@/shared/api/types";
import { useDesk, useMe, useTranscript, useTyping } from "@/shared/desk/hooks";
import { RequestFailed } from "@/shared/desk/socket";
import { textOf } from "@/shared/desk/state";
import type { Outgoing } from "@/shared/desk/transcript";
import { authorName, codeText, useWords } from "@/shared/i18n/words";
import { clockTime } from "@/shared/lib/format";
import { markRead, readUpTo } from "@/shared/lib/unread";
import { EmptyState, Failure, LateSkeleton, Name } from "@/shared/ui/parts";
import textCss from "@/shared/ui/text.module.css";
import { EntryRow, LongText } from "./EntryRow";
import entryRowCss from "./EntryRow.module.css";
import messageCss from "./message.module.css";
import css from "./TranscriptPane.module.css";

type Item = { kind: "entry"; entry: Entry } | { kind: "outgoing"; message: Outgoing };

/** The channel of the customer's last message before this item. */
function channelBefore(items: readonly Item[], index: number): string | undefined {
  const wrote = items.slice(0, index).findLast((item) => item.kind === "entry" && item.entry.via !== undefined);
  return wrote?.kind === "entry" ? wrote.entry.via?.channel : undefined;
}

/** Must be rendered anew for each conversation (`key`): the unread line stays where it was when the conversation was opened. */
export function TranscriptPane({ conversation }: { conversation: string }) {
  const words = useWords();
  const { t } = words;
  const me = useMe()?.id;
  const { data, isError, refetch, pending, loadEarlier } = useTranscript(conversation);
  const typing = useTyping(conversation);
  const list = useRef<VirtuosoHandle>(null);
  const [atBottom, setAtBottom] = useState(true);
  const [readBefore] = useState(() => readUpTo.get()[conversation]);
  const [earlier, setEarlier] = useState<"idle" | "loading" | "failed">("idle");
  const entries = data?.entries ?? NONE;
  const first = entries[0]?.sequence ?? 1;
  const last = entries.at(-1)?.sequence ?? 0;
  const [seen, setSeen] = useState(0);
  // Only messages that were there on opening can be "new since you were here"; later ones are read as they arrive.
  const [lastOnOpening, setLastOnOpening] = useState<number>();
  if (lastOnOpening === undefined && last > 0) setLastOnOpening(last);

  const items = useMemo<Item[]>(
    () => [
      ...entries.map((entry): Item => ({ kind: "entry", entry })),
      ...pending.map((message): Item => ({ kind: "outgoing", message })),
    ],
    [entries, pending],
  );

  useEffect(() => {
    const look = () => {
      if (!atBottom || last === 0 || document.visibilityState !== "visible") return;
      markRead(conversation, last);
      setSeen(last);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [conversation, atBottom, last]);

  const fetchEarlier = useCallback(async () => {
    if (first <= 1) return;
    setEarlier("loading");
    try {
      await loadEarlier();
      setEarlier("idle");
    } catch {
      setEarlier("failed");
    }
  }, [first, loadEarlier]);

  const firstUnread = useMemo(() => {
    if (readBefore === undefined || lastOnOpening === undefined || lastOnOpening <= readBefore) return undefined;
    return entries.find(
      (entry) => entry.sequence > readBefore && entry.sequence <= lastOnOpening && entry.author?.id !== me,
    )?.sequence;
  }, [entries, readBefore, lastOnOpening, me]);

  const context = useMemo<ListContext>(
    () => ({
      first,
      earlier,
      fetchEarlier,
      typing: typing && (typing.kind !== "agent" || typing.id !== me) ? authorName(typing, me, words) : undefined,
    }),
    [first, earlier, fetchEarlier, typing, me, words],
  );

  if (isError && !data) return <Failure text={t("transcript.loadFailed")} onRetry={() => void refetch()} />;
  if (!data) return <LateSkeleton rows={8} />;
  if (items.length === 0) return <EmptyState title={t("transcript.empty")} hint={t("transcript.emptyHint")} />;

  const below = Math.max(0, last - Math.max(seen, 0));
  return (
    <div className={css.transcript}>
      <Virtuoso<Item, ListContext>
        ref={list}
        className={css.list}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t("transcript.label")}
        data={items}
        context={context}
        firstItemIndex={first}
        initialTopMostItemIndex={{ index: "LAST", align: "end" }}
        computeItemKey={(_, item) => keyOf(item)}
        alignToBottom
        increaseViewportBy={600}
        atBottomThreshold={60}
        atBottomStateChange={setAtBottom}
        followOutput={(bottom) => (bottom ? "auto" : false)}
        startReached={() => void fetchEarlier()}
        components={COMPONENTS}
        itemContent={(index, item) => {
          if (item.kind === "outgoing") return <OutgoingRow message={item.message} />;
          const before = items[index - first - 1];
          return (
            <EntryRow
              entry={item.entry}
              before={before?.kind === "entry" ? before.entry : undefined}
              channelBefore={item.entry.via && channelBefore(items, index - first)}
              me={me}
              firstUnread={item.entry.sequence === firstUnread}
            />
          );
        }}
      />
      {!atBottom && (
        <Button
          className={css.jump}
          shape="round"
          icon={<ArrowDownOutlined />}
          onClick={() => list.current?.scrollToIndex({ index: "LAST", align: "end" })}
        >
          {below > 0 ? t("transcript.jumpNew", { count: below }) : t("transcript.jump")}
        </Button>
      )}
      <Announcer entry={entries.at(-1)} me={me} />
    </div>
  );
}

const NONE: readonly Entry[] = [];

/** The same key before and after the server's answer, so that our own message does not flicker when it is confirmed. */
function keyOf(item: Item): string {
  if (item.kind === "outgoing") return item.message.clientMessageId;
  return item.entry.author?.kind === "agent" && item.entry.clientMessageId
    ? item.entry.clientMessageId
    : `${item.entry.conversation}/${item.entry.sequence}`;
}

type ListContext = {
  first: number;
  earlier: "idle" | "loading" | "failed";
  fetchEarlier: () => Promise<void>;
  typing: string | undefined;
};

function Header({ context }: { context?: ListContext }) {
  const { t } = useWords();
  if (!context) return null;
  if (context.first <= 1) return <div className={css.top} />;
  if (context.earlier !== "failed") return <div className={css.top}>{t("transcript.loadingEarlier")}</div>;
  return (
    <div className={css.top}>
      {t("transcript.earlierFailed")}{" "}
      <Button type="link" size="small" onClick={() => void context.fetchEarlier()}>
        {t("common.retry")}
      </Button>
    </div>
  );
}

/** Keeps its height whether or not anyone is typing, so that the layout does not jump. */
function Footer({ context }: { context?: ListContext }) {
  const { t } = useWords();
  return (
    <div className={css.typing} aria-live="polite">
      {context?.typing && (
        <>
          <span className={css.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {t("transcript.typing", { who: context.typing })}
        </>
      )}
    </div>
  );
}

const COMPONENTS = { Header, Footer };

function OutgoingRow({ message }: { message: Outgoing }) {
  const words = useWords();
  const { t, language } = words;
  const desk = useDesk();
  const held =
    message.state === "failed" && new RequestFailed(message.failure ?? "").unanswered && message.failure !== "timeout";
  const failed = message.state === "failed" && !held;
  return (
    <div className={entryRowCss.row}>
      <article
        className={messageCss.message}
        data-from="agent"
        data-note={message.visibility === "internal" || undefined}
        data-state={failed ? "failed" : "pending"}
      >
        <div className={messageCss.head}>
          <Name>{t("author.you")}</Name>
          <time dateTime={message.at}>{clockTime(message.at, language)}</time>
        </div>
        <div className={messageCss.bubble}>
          {message.visibility === "internal" && <div className={messageCss.label}>{t("transcript.note")}</div>}
          <LongText text={message.text} />
        </div>
        <div className={messageCss.state} role="status">
          {failed ? (
            <>
              <span>
                {t("transcript.failed")} {codeText(message.failure, words)}
              </span>
              <Button type="link" size="small" onClick={() => desk.retry(message.clientMessageId)}>
                {t("transcript.retry")}
              </Button>
              <Button type="link" size="small" onClick={() => desk.discard(message.clientMessageId)}>
                {t("transcript.discard")}
              </Button>
            </>
          ) : (
            t(held ? "transcript.held" : message.state === "stored" ? "transcript.stored" : "transcript.pending")
          )}
        </div>
      </article>
    </div>
  );
}

/** Announces messages of others to screen readers while the conversation is open, but none from before. */
function Announcer({ entry, me }: { entry: Entry | undefined; me: string | undefined }) {
  const words = useWords();
  const [from] = useState(entry?.sequence ?? 0);
  const fresh = entry && entry.sequence > from && entry.type === "message" && entry.author?.id !== me;
  return (
    <div className={textCss.hidden} role="status">
      {fresh &&
        words.t("transcript.announce", { who: authorName(entry.author, me, words), text: textOf(entry).slice(0, 400) })}
    </div>
  );
}
