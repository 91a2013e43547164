import { SaveOutlined, SendOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Input, type InputRef, Segmented } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { useEffect, useRef, useState } from "react";
import type { ConversationView, Visibility } from "@/shared/api/types";
import { keys } from "@/shared/desk/desk";
import { useConnection, useDesk, useMe, useTranscript } from "@/shared/desk/hooks";
import { lastSequence, type Transcript } from "@/shared/desk/transcript";
import { authorName, channelName, customerName, useWords } from "@/shared/i18n/words";
import { type Draft, draftOf, keepDraft } from "@/shared/lib/drafts";
import { useIntents } from "@/shared/lib/intents";
import css from "./Sender.module.css";

/** The minimum interval between typing frames; the other side forgets one a little later. */
const TYPING_EVERY = 4_000;

/** Must be rendered anew for each conversation (`key`), so that a draft never ends up in another one. */
export function Sender({ conversation }: { conversation: ConversationView }) {
  const words = useWords();
  const { t } = words;
  const { id } = conversation;
  const desk = useDesk();
  const me = useMe()?.id;
  const queries = useQueryClient();
  const connection = useConnection();
  const { data } = useTranscript(id);
  const [draft, setDraft] = useState<Draft | undefined>(() => draftOf(id));
  const [mode, setMode] = useState<Visibility>(draft?.visibility ?? "customer");
  const field = useRef<TextAreaRef & InputRef>(null);
  const typingSent = useRef(0);
  const text = draft?.text ?? "";
  const note = mode === "internal";

  useIntents((intent) => {
    if (intent !== "reply" && intent !== "note") return;
    changeMode(intent === "note" ? "internal" : "customer");
    field.current?.focus();
  });

  useEffect(
    () => () => {
      if (typingSent.current) void desk.request({ type: "typing", conversation: id, typing: false }).catch(() => {});
    },
    [desk, id],
  );

  function upTo(): number {
    return lastSequence(queries.getQueryData<Transcript>(keys.transcript(id)) ?? { entries: [], ahead: [] });
  }

  function keep(next: Draft | undefined) {
    setDraft(next);
    keepDraft(id, next);
  }

  function changeMode(visibility: Visibility) {
    setMode(visibility);
    if (draft) keep({ ...draft, visibility });
  }

  function tellTyping(typing: boolean) {
    const now = Date.now();
    if (typing ? now - typingSent.current < TYPING_EVERY : typingSent.current === 0) return;
    typingSent.current = typing ? now : 0;
    void desk.request({ type: "typing", conversation: id, typing }).catch(() => {});
  }

  function write(value: string) {
    if (value === "") keep(undefined);
    else keep({ text: value, visibility: mode, begunAt: draft?.begunAt ?? upTo() });
    if (!note) tellTyping(value !== "");
  }

  function send() {
    const words = text.trim();
    if (!words) return;
    desk.post(id, mode, words);
    keep(undefined);
    tellTyping(false);
    field.current?.focus();
  }

  const answered =
    draft &&
    data?.entries.findLast(
      (entry) =>
        entry.sequence > draft.begunAt &&
        entry.type === "message" &&
        entry.visibility === "customer" &&
        (entry.author?.kind === "bot" || (entry.author?.kind === "agent" && entry.author.id !== me)),
    );
  const name = customerName(conversation.customer, words);

  return (
    <section className={css.sender} data-note={note || undefined} aria-label={t("sender.mode")}>
      {answered && draft && (
        <Alert
          type="warning"
          showIcon
          title={
            answered.author?.kind === "bot"
              ? t("sender.staleBot")
              : t("sender.stale", { who: authorName(answered.author, me, words) })
          }
          action={
            <Button size="small" onClick={() => keep({ ...draft, begunAt: upTo() })}>
              {t("sender.staleDismiss")}
            </Button>
          }
        />
      )}
      <div className={css.box}>
        <div className={css.top}>
          <Segmented<Visibility>
            size="small"
            aria-label={t("sender.mode")}
            value={mode}
            onChange={(value) => {
              changeMode(value);
              field.current?.focus();
            }}
            options={[
              { value: "customer", label: t("sender.reply") },
              { value: "internal", label: t("sender.note") },
            ]}
          />
          <span className={css.to}>
            {note
              ? t("sender.toTeam")
              : t("sender.to", {
                  name: `\u2068${name}\u2069`,
                  channel: channelName(conversation.customer.channel, words),
                })}
          </span>
        </div>
        <Input.TextArea
          ref={field}
          className={css.field}
          variant="borderless"
          dir="auto"
          autoSize={{ minRows: window.innerHeight < 520 ? 1 : 2, maxRows: window.innerHeight < 520 ? 4 : 12 }}
          value={text}
          aria-label={t(note ? "sender.placeholderNote" : "sender.placeholderReply")}
          placeholder={t(note ? "sender.placeholderNote" : "sender.placeholderReply")}
          onChange={(event) => write(event.target.value)}
          onBlur={() => tellTyping(false)}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
            // While an input method composes (Chinese, Japanese), Enter accepts a candidate and must not send.
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229)
              return;
            event.preventDefault();
            send();
          }}
        />
        <div className={css.bottom}>
          <span className={css.hint}>
            {connection.state === "live" ? t(note ? "sender.hintNote" : "sender.hint") : t("sender.held")}
          </span>
          <Button
            type="primary"
            className={note ? css.saveNote : undefined}
            icon={note ? <SaveOutlined /> : <SendOutlined />}
            disabled={!text.trim()}
            onClick={send}
          >
            {t(note ? "sender.saveNote" : "sender.send")}
          </Button>
        </div>
      </div>
    </section>
  );
}
