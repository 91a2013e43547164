import { CheckOutlined, CloseOutlined, HistoryOutlined, MoreOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { useEffect, useState } from "react";
import { Sender } from "@/features/sender/Sender";
import { ReplayPane } from "@/features/transcript/ReplayPane";
import { TranscriptPane } from "@/features/transcript/TranscriptPane";
import type { ConversationView } from "@/shared/api/types";
import { useConversation, useDesk, useDeskState, useMe } from "@/shared/desk/hooks";
import { supervises } from "@/shared/desk/rights";
import { channelName, customerName, failureText, ownerName, useWords } from "@/shared/i18n/words";
import { local } from "@/shared/lib/format";
import { intents, useIntents } from "@/shared/lib/intents";
import { openReplay, replaying, select, selection } from "@/shared/lib/selection";
import { useStore } from "@/shared/lib/store";
import { PaneHead } from "@/shared/ui/PaneHead";
import { EmptyState, Failure, Key, LateSkeleton } from "@/shared/ui/parts";
import textCss from "@/shared/ui/text.module.css";
import css from "./ConversationPage.module.css";
import { ResolveDialog } from "./ResolveDialog";

export function ConversationPage() {
  const { t } = useWords();
  const id = useStore(selection);
  const state = useDeskState();
  const replay = useStore(replaying) && supervises(state?.agent);
  const { conversation, own, error, refetch } = useConversation(id);
  useWatch(id, state !== undefined && conversation !== undefined && !own);
  useIntents((intent) => {
    // Agents who start to write want to see the message that they answer.
    if (!id || !own || !replay || (intent !== "reply" && intent !== "note")) return;
    select(id);
    setTimeout(() => intents.tell(intent));
  });
  if (!id) return <EmptyState title={t("conversation.none")} hint={t("conversation.noneHint")} />;
  if (error && !conversation) return <Failure text={t("transcript.loadFailed")} onRetry={() => void refetch()} />;
  if (!conversation) return <LateSkeleton rows={8} />;
  return (
    <>
      <ConversationHead conversation={conversation} own={own} replay={replay} />
      {replay ? (
        <ReplayPane key={`${id}/replay`} conversation={id} />
      ) : (
        <>
          <TranscriptPane key={id} conversation={id} />
          {own ? <Sender key={`${id}/sender`} conversation={conversation} /> : <ReadOnly conversation={conversation} />}
        </>
      )}
    </>
  );
}

/** Watches other agents' conversations; our own are followed automatically. */
function useWatch(id: string | undefined, needed: boolean) {
  const desk = useDesk();
  useEffect(() => (id && needed ? desk.watch(id) : undefined), [desk, id, needed]);
}

function ReadOnly({ conversation }: { conversation: ConversationView }) {
  const { t, language } = useWords();
  const { owner, status } = conversation;
  const text =
    status === "resolved"
      ? t("conversation.readOnlyResolved")
      : owner.kind === "agent"
        ? t("conversation.readOnly", { who: local(owner.agent?.name, language) })
        : t(owner.kind === "queue" ? "conversation.readOnlyQueue" : "conversation.readOnlyBot");
  return <p className={css.readOnly}>{text}</p>;
}

type HeadProps = { conversation: ConversationView; own: boolean; replay: boolean };

function ConversationHead({ conversation, own, replay }: HeadProps) {
  const words = useWords();
  const { t } = words;
  const me = useMe();
  const desk = useDesk();
  const { modal, message } = App.useApp();
  const [resolving, setResolving] = useState(false);
  const { id } = conversation;

  useIntents((intent) => {
    if (!own) return;
    if (intent === "resolve") setResolving(true);
    if (intent === "return-to-bot") returnToBot();
  });

  function returnToBot() {
    modal.confirm({
      title: t("return.title"),
      content: t("return.text"),
      okText: t("return.confirm"),
      cancelText: t("common.cancel"),
      icon: null,
      onOk: async () => {
        try {
          await desk.request({ type: "return-to-bot", conversation: id });
          message.success(t("return.done"));
        } catch (error) {
          message.error(failureText(error, words));
        }
      },
    });
  }

  return (
    <PaneHead
      title={customerName(conversation.customer, words)}
      facts={
        <>
          {channelName(conversation.customer.channel, words)}
          <span aria-hidden="true"> · </span>
          {ownerName(conversation, me, words)}
        </>
      }
      onBack={() => select(undefined)}
    >
      {supervises(me) && (
        <Button
          icon={replay ? <CloseOutlined aria-hidden="true" /> : <HistoryOutlined aria-hidden="true" />}
          title={t(replay ? "conversation.replayClose" : "conversation.replayCommand")}
          onClick={() => (replay ? select(id) : openReplay(id))}
        >
          <span className={textCss.wide}>{t(replay ? "conversation.replayClose" : "conversation.replay")}</span>
        </Button>
      )}
      {own && (
        <>
          <Button icon={<CheckOutlined />} onClick={() => setResolving(true)}>
            {t("conversation.resolve")} <Key>E</Key>
          </Button>
          <Dropdown
            trigger={["click"]}
            menu={{ items: [{ key: "bot", label: t("conversation.returnToBot"), onClick: returnToBot }] }}
          >
            <Button type="text" icon={<MoreOutlined />} aria-label={t("conversation.actions")} />
          </Dropdown>
          <ResolveDialog conversation={id} open={resolving} onClose={() => setResolving(false)} />
        </>
      )}
    </PaneHead>
  );
}
