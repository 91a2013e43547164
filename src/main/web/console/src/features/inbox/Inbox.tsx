import { SearchOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Input, Segmented, Select } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { Virtuoso } from "react-virtuoso";
import { api, type ConversationFilter } from "@/shared/api/http";
import type { ConversationView, Waiting } from "@/shared/api/types";
import { keys } from "@/shared/desk/desk";
import { useDesk, useDeskState } from "@/shared/desk/hooks";
import { byUrgency } from "@/shared/desk/state";
import { customerName, useWords } from "@/shared/i18n/words";
import { draftStore } from "@/shared/lib/drafts";
import { select, selection } from "@/shared/lib/selection";
import { useStore } from "@/shared/lib/store";
import { readUpTo } from "@/shared/lib/unread";
import listCss from "@/shared/ui/list.module.css";
import { EmptyState, Failure, LateSkeleton, LoadingMore, Name } from "@/shared/ui/parts";
import { ConversationLine, Waits } from "./ConversationLine";
import css from "./Inbox.module.css";

type Tab = "mine" | "waiting" | "all";

export function Inbox() {
  const { t } = useWords();
  const [tab, setTab] = useState<Tab>("mine");
  const state = useDeskState();
  const mine = useMemo(() => Object.values(state?.conversations ?? {}).sort(byUrgency), [state?.conversations]);
  const counts = { mine: mine.length, waiting: state?.waitingCount ?? 0 };
  return (
    <nav className={listCss.pane} aria-label={t("inbox.label")}>
      <div className={listCss.tabs}>
        <Segmented<Tab>
          block
          value={tab}
          onChange={setTab}
          options={(["mine", "waiting", "all"] as const).map((value) => ({
            value,
            label: (
              <span className={css.tab}>
                {t(`inbox.${value}`)}
                {value !== "all" && counts[value] > 0 && <span className={css.count}>{counts[value]}</span>}
              </span>
            ),
          }))}
        />
      </div>
      <div className={listCss.body}>
        {!state ? (
          <LateSkeleton rows={6} />
        ) : tab === "mine" ? (
          <Mine conversations={mine} />
        ) : tab === "waiting" ? (
          <Queue waiting={state.waiting} />
        ) : (
          <All />
        )}
      </div>
    </nav>
  );
}

function Mine({ conversations }: { conversations: ConversationView[] }) {
  const { t } = useWords();
  const desk = useDesk();
  const state = useDeskState();
  const selected = useStore(selection);
  const read = useStore(readUpTo);
  const drafts = useStore(draftStore);
  if (conversations.length === 0) {
    const available = state?.agent.presence.status === "available";
    return (
      <EmptyState
        title={t("inbox.mineEmpty")}
        hint={t(available ? "inbox.mineEmptyAvailable" : "inbox.mineEmptyOther")}
      >
        {!available && (
          <Button
            type="primary"
            onClick={() => void desk.request({ type: "set-presence", status: "available" }).catch(() => {})}
          >
            {t("inbox.goAvailable")}
          </Button>
        )}
      </EmptyState>
    );
  }
  return (
    <Virtuoso
      data={conversations}
      computeItemKey={(_, conversation) => conversation.id}
      itemContent={(_, conversation) => (
        <ConversationLine
          conversation={conversation}
          selected={conversation.id === selected}
          unread={unreadOf(conversation, read[conversation.id])}
          draft={Boolean(drafts[conversation.id]?.text)}
        />
      )}
    />
  );
}

function unreadOf(conversation: ConversationView, read: number | undefined): number {
  return read === undefined ? 0 : Math.max(0, conversation.sequence - read);
}

function Queue({ waiting }: { waiting: Waiting[] }) {
  const words = useWords();
  const { t } = words;
  const selected = useStore(selection);
  if (waiting.length === 0) return <EmptyState title={t("inbox.waitingEmpty")} hint={t("inbox.waitingEmptyHint")} />;
  return (
    <Virtuoso
      data={waiting}
      computeItemKey={(_, each) => each.conversation}
      itemContent={(_, each) => (
        <button
          type="button"
          className={listCss.line}
          aria-current={each.conversation === selected ? "true" : undefined}
          onClick={() => select(each.conversation)}
        >
          <span className={listCss.top}>
            <strong>
              <Name>{customerName(each.customer, words)}</Name>
            </strong>
            <Waits since={each.since} />
          </span>
          <span className={listCss.words} dir="auto">
            {each.summary}
          </span>
          <span className={listCss.facts}>
            <span>{t("inbox.position", { position: each.position })}</span>
            <span>{t(`language.${each.language}`)}</span>
            {each.reserved && <span className={css.reserved}>{t("inbox.reserved")}</span>}
          </span>
        </button>
      )}
    />
  );
}

const FILTERS = {
  recent: { status: "resolved" },
  mine: { status: "resolved", agent: "me" },
  open: { status: "open" },
  all: {},
} satisfies Record<string, ConversationFilter>;
type FilterName = keyof typeof FILTERS;

function All() {
  const { t } = useWords();
  const selected = useStore(selection);
  const [filter, setFilter] = useState<FilterName>("recent");
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  const query = useInfiniteQuery({
    queryKey: [...keys.conversations, filter, q],
    queryFn: ({ pageParam, signal }) => api.conversations({ ...FILTERS[filter], q }, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  return (
    <div className={listCss.page}>
      <div className={listCss.filter}>
        <Input
          allowClear
          prefix={<SearchOutlined aria-hidden="true" />}
          aria-label={t("inbox.search")}
          placeholder={t("inbox.search")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Select<FilterName>
          aria-label={t("common.filter")}
          value={filter}
          onChange={setFilter}
          options={(Object.keys(FILTERS) as FilterName[]).map((value) => ({
            value,
            label: t(`inbox.filter_${value}`),
          }))}
        />
      </div>
      {query.isError ? (
        <Failure text={t("common.listFailed")} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <LateSkeleton rows={6} />
      ) : items.length === 0 ? (
        <EmptyState title={t("inbox.allEmpty")} hint={t("inbox.allEmptyHint")}>
          {(filter !== "all" || text) && (
            <Button
              onClick={() => {
                setFilter("all");
                setText("");
              }}
            >
              {t("common.showAll")}
            </Button>
          )}
        </EmptyState>
      ) : (
        <Virtuoso
          data={items}
          computeItemKey={(_, conversation) => conversation.id}
          endReached={() => query.hasNextPage && !query.isFetching && void query.fetchNextPage()}
          itemContent={(_, conversation) => (
            <ConversationLine
              conversation={conversation}
              selected={conversation.id === selected}
              unread={0}
              draft={false}
              quiet
            />
          )}
          context={query.isFetchingNextPage}
          components={COMPONENTS}
        />
      )}
    </div>
  );
}

const COMPONENTS = { Footer: LoadingMore };
