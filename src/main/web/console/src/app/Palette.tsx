import { useQuery } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useDeferredValue, useEffect, useId, useMemo, useState } from "react";
import { AWAY_REASONS, reasonName } from "@/features/presence/reasons";
import { api } from "@/shared/api/http";
import type { ChosenPresence, ConversationView } from "@/shared/api/types";
import { keys } from "@/shared/desk/desk";
import { useConversation, useDesk, useDeskState, useMe } from "@/shared/desk/hooks";
import { supervises } from "@/shared/desk/rights";
import { byUrgency } from "@/shared/desk/state";
import { channelName, customerName, ownerName, useWords } from "@/shared/i18n/words";
import { intents } from "@/shared/lib/intents";
import { NEW_ARTICLE, openKnowledge } from "@/shared/lib/place";
import { prefer } from "@/shared/lib/preferences";
import { openReplay, replaying, select, selection } from "@/shared/lib/selection";
import { useStore } from "@/shared/lib/store";
import textCss from "@/shared/ui/text.module.css";
import css from "./Palette.module.css";

type Choice = { key: string; group: "conversations" | "commands"; label: string; detail?: string; run: () => void };
const MOST = 8;

export function Palette() {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  useEffect(() => intents.on((intent) => intent === "palette" && setOpen(true)), []);
  return (
    <Modal
      open={open}
      onCancel={() => setOpen(false)}
      footer={null}
      closable={false}
      title={<span className={textCss.hidden}>{t("palette.label")}</span>}
      className={css.palette}
      width={560}
      style={{ top: 90 }}
      destroyOnHidden
    >
      <Finder onDone={() => setOpen(false)} />
    </Modal>
  );
}

function Finder({ onDone }: { onDone: () => void }) {
  const words = useWords();
  const { t } = words;
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const listId = useId();
  const conversations = useFound(text);
  const commands = useCommands();
  const state = useDeskState();
  const wanted = text.trim().toLowerCase();
  const choices: Choice[] = [
    ...conversations.map(
      (conversation): Choice => ({
        key: conversation.id,
        group: "conversations",
        label: customerName(conversation.customer, words),
        detail: `${channelName(conversation.customer.channel, words)} · ${ownerName(conversation, state?.agent, words)}`,
        run: () => select(conversation.id),
      }),
    ),
    ...commands.filter((command) => command.label.toLowerCase().includes(wanted)),
  ];
  const active = Math.min(at, choices.length - 1);

  function run(choice: Choice | undefined) {
    if (!choice) return;
    onDone();
    // The dialog restores the focus as it closes; the command may want it elsewhere.
    setTimeout(choice.run, 60);
  }

  return (
    <>
      <Input
        autoFocus
        variant="borderless"
        size="large"
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={choices[active] ? `${listId}-${active}` : undefined}
        aria-label={t("palette.label")}
        placeholder={t("palette.placeholder")}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "ArrowDown") setAt(Math.min(active + 1, choices.length - 1));
          else if (event.key === "ArrowUp") setAt(Math.max(active - 1, 0));
          else if (event.key === "Enter") run(choices[active]);
          else return;
          event.preventDefault();
        }}
      />
      {choices.length === 0 && <p className={`${textCss.quiet} ${css.empty}`}>{t("palette.empty")}</p>}
      <div role="listbox" id={listId} aria-label={t("palette.label")} className={css.list}>
        {choices.map((choice, index) => (
          <div key={choice.key} role="presentation">
            {choice.group !== choices[index - 1]?.group && (
              <div className={css.group} role="presentation">
                {t(`palette.${choice.group}`)}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and handles all keys. */}
            <div
              role="option"
              tabIndex={-1}
              id={`${listId}-${index}`}
              aria-selected={index === active}
              className={css.choice}
              ref={index === active ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
              onMouseMove={() => setAt(index)}
              onClick={() => run(choice)}
            >
              <bdi>{choice.label}</bdi>
              {choice.detail && <span>{choice.detail}</span>}
            </div>
          </div>
        ))}
      </div>
    </>
  );
}

/** Our own conversations immediately; all others once the server has answered. */
function useFound(text: string): ConversationView[] {
  const words = useWords();
  const state = useDeskState();
  const q = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: [...keys.conversations, "palette", q],
    queryFn: ({ signal }) => api.conversations({ q }, undefined, signal),
    enabled: q.length > 0,
    placeholderData: (before) => before,
  });
  return useMemo(() => {
    const mine = Object.values(state?.conversations ?? {})
      .filter((conversation) => customerName(conversation.customer, words).toLowerCase().includes(q.toLowerCase()))
      .sort(byUrgency);
    const ids = new Set(mine.map((conversation) => conversation.id));
    const others = q ? (found.data?.items ?? []).filter((conversation) => !ids.has(conversation.id)) : [];
    return [...mine, ...others].slice(0, MOST);
  }, [state?.conversations, found.data, q, words]);
}

function useCommands(): Choice[] {
  const words = useWords();
  const { t, language } = words;
  const desk = useDesk();
  const { own, conversation } = useConversation(useStore(selection));
  const me = useMe();
  const replay = useStore(replaying);
  const presence = (status: ChosenPresence, reason?: string) => () =>
    void desk.request({ type: "set-presence", status, reason }).catch(() => {});
  const command = (key: string, label: string, run: () => void): Choice => ({ key, group: "commands", label, run });
  return [
    ...(own
      ? [
          command("reply", t("palette.reply"), () => intents.tell("reply")),
          command("note", t("palette.note"), () => intents.tell("note")),
          command("resolve", t("resolve.title"), () => intents.tell("resolve")),
          command("bot", t("conversation.returnToBot"), () => intents.tell("return-to-bot")),
        ]
      : []),
    ...(conversation && supervises(me)
      ? [
          replay
            ? command("transcript", t("conversation.replayClose"), () => select(conversation.id))
            : command("replay", t("conversation.replayCommand"), () => openReplay(conversation.id)),
        ]
      : []),
    command("available", t("palette.available"), presence("available")),
    ...AWAY_REASONS.map((reason) =>
      command(`away-${reason}`, t("palette.goAway", { reason: reasonName(reason, words) }), presence("away", reason)),
    ),
    command("offline", t("palette.goOffline"), presence("offline")),
    command("desk", t("header.desk"), () => select(selection.get())),
    command("knowledge", t("header.knowledge"), () => openKnowledge("articles")),
    command("knowledge-new", t("palette.newArticle"), () => openKnowledge("articles", NEW_ARTICLE)),
    command("knowledge-unanswered", t("palette.unanswered"), () => openKnowledge("unanswered")),
    command("theme", t("palette.toggleTheme"), () =>
      prefer({ theme: document.documentElement.dataset.theme === "dark" ? "light" : "dark" }),
    ),
    command("language", t("palette.toggleLanguage"), () => prefer({ language: language === "zh" ? "en" : "zh" })),
    command("shortcuts", t("header.shortcuts"), () => intents.tell("shortcuts")),
  ];
}
