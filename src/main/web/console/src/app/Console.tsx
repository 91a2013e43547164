import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App, Drawer } from "antd";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { CustomerPanel } from "@/features/customer/CustomerPanel";
import { Inbox } from "@/features/inbox/Inbox";
import { Offers } from "@/features/offers/Offers";
import { ApiError } from "@/shared/api/http";
import { Desk } from "@/shared/desk/desk";
import { DeskContext, useConversation, useDeskState } from "@/shared/desk/hooks";
import { byUrgency } from "@/shared/desk/state";
import { useWords } from "@/shared/i18n/words";
import { useHotkeys } from "@/shared/lib/hotkeys";
import { intents } from "@/shared/lib/intents";
import { place } from "@/shared/lib/place";
import { select, selection } from "@/shared/lib/selection";
import { useStore } from "@/shared/lib/store";
import { markRead, readUpTo } from "@/shared/lib/unread";
import { Columns } from "@/shared/ui/Columns";
import textCss from "@/shared/ui/text.module.css";
import css from "./Console.module.css";
import { ConversationPage } from "./ConversationPage";
import { Header } from "./Header";
import { Opening } from "./Opening";
import { Palette } from "./Palette";
import { Shortcuts } from "./Shortcuts";

const KnowledgePage = lazy(() => import("@/features/knowledge/KnowledgePage"));

export default function Console({ agent }: { agent: string }) {
  const [queries] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            staleTime: 15_000,
            // Only a lost connection is worth a retry; a refusal is final.
            retry: (times, error) =>
              times < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
            refetchOnWindowFocus: false,
          },
        },
      }),
  );
  const desk = useMemo(() => new Desk(queries, agent), [queries, agent]);
  useEffect(() => {
    desk.start();
    return () => desk.stop();
  }, [desk]);
  return (
    <QueryClientProvider client={queries}>
      <DeskContext value={desk}>
        <App component={false}>
          <Layout />
        </App>
      </DeskContext>
    </QueryClientProvider>
  );
}

function Layout() {
  const { t } = useWords();
  const selected = useStore(selection);
  const onDesk = useStore(place).page === "desk";
  const [customerOpen, setCustomerOpen] = useState(false);
  const { conversation } = useConversation(selected);
  useTitle();
  useUnreadBaseline();
  useNavigation(onDesk);
  return (
    <div className={css.console}>
      <a className={css.skip} href="#main">
        {t(onDesk ? "app.skip" : "app.skipKnowledge")}
      </a>
      <Header onCustomer={onDesk && conversation ? () => setCustomerOpen(true) : undefined} />
      {onDesk ? (
        <Columns
          className={css.desk}
          open={selected !== undefined}
          list={
            <>
              <Inbox />
              <Offers />
            </>
          }
          main={<ConversationPage />}
          label={t("header.customer")}
          aside={
            conversation ? (
              <CustomerPanel key={conversation.customer.id} conversation={conversation} />
            ) : (
              <p className={`${textCss.quiet} ${css.none}`}>{t("conversation.noCustomer")}</p>
            )
          }
        />
      ) : (
        <Suspense fallback={<Opening />}>
          <KnowledgePage>
            <Offers />
          </KnowledgePage>
        </Suspense>
      )}
      <Drawer
        open={onDesk && customerOpen && conversation !== undefined}
        onClose={() => setCustomerOpen(false)}
        title={t("header.customer")}
        size={360}
      >
        {conversation && <CustomerPanel key={conversation.customer.id} conversation={conversation} />}
      </Drawer>
      <Palette />
      <Shortcuts />
    </div>
  );
}

/** Shows pending work in the browser tab's title, for agents who are looking at another window. */
function useTitle() {
  const { t } = useWords();
  const state = useDeskState();
  const due =
    (state?.reservations.length ?? 0) +
    Object.values(state?.conversations ?? {}).filter((conversation) => conversation.unanswered).length;
  useEffect(() => {
    document.title = due > 0 ? `(${due}) ${t("common.name")}` : t("common.name");
  }, [due, t]);
}

/** A conversation seen for the first time counts as read up to here: earlier messages are not new to this agent. */
function useUnreadBaseline() {
  const conversations = useDeskState()?.conversations;
  useEffect(() => {
    for (const conversation of Object.values(conversations ?? {})) {
      if (readUpTo.get()[conversation.id] === undefined) markRead(conversation.id, conversation.sequence);
    }
  }, [conversations]);
}

function useNavigation(onDesk: boolean) {
  const conversations = useDeskState()?.conversations;
  function move(step: 1 | -1) {
    const list = Object.values(conversations ?? {}).sort(byUrgency);
    if (list.length === 0) return;
    const at = list.findIndex((each) => each.id === selection.get());
    const next = at < 0 ? (step === 1 ? 0 : list.length - 1) : (at + step + list.length) % list.length;
    select(list[next]?.id);
  }
  useHotkeys(
    {
      j: () => move(1),
      k: () => move(-1),
      r: () => intents.tell("reply"),
      n: () => intents.tell("note"),
      e: () => intents.tell("resolve"),
    },
    onDesk,
  );
  useHotkeys({
    "?": () => intents.tell("shortcuts"),
    "mod+k": () => intents.tell("palette"),
    escape: () => {
      if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body) {
        document.activeElement.blur();
      }
    },
  });
}
