import type { Connection } from "@parley/wire/line";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useEffect, useMemo } from "react";
import { api } from "../api/http";
import type { AgentView, Author, ConversationView } from "../api/types";
import { useStore } from "../lib/store";
import { type Desk, keys } from "./desk";
import { type DeskState, isMine } from "./state";
import { type Outgoing, type Transcript, unconfirmed } from "./transcript";

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("A desk is needed: this part of the page lives inside the signed-in console.");
  return desk;
}

/** The state that the socket keeps up to date; `undefined` until the first `reset`. */
export function useDeskState(): DeskState | undefined {
  const { data } = useQuery<DeskState>({ queryKey: keys.desk, enabled: false, staleTime: Number.POSITIVE_INFINITY });
  return data;
}

export function useConnection(): Connection {
  return useStore(useDesk().connection);
}

export function useMe(): AgentView | undefined {
  return useDeskState()?.agent;
}

/** A conversation, from the desk if it is ours, otherwise fetched. */
export function useConversation(id: string | undefined) {
  const desk = useDeskState();
  const mine = id ? desk?.conversations[id] : undefined;
  const fetched = useQuery({
    queryKey: keys.conversation(id ?? ""),
    queryFn: ({ signal }) => api.conversation(id ?? "", signal),
    enabled: id !== undefined && desk !== undefined && mine === undefined,
  });
  const conversation: ConversationView | undefined = mine ?? fetched.data;
  const own = conversation !== undefined && desk !== undefined && isMine(conversation, desk.agent);
  return { conversation, own, error: mine ? null : fetched.error, refetch: fetched.refetch };
}

export function useTranscript(id: string) {
  const desk = useDesk();
  const queries = useQueryClient();
  const query = useQuery<Transcript>({
    queryKey: keys.transcript(id),
    queryFn: ({ signal }) => desk.loadTranscript(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10 * 60_000,
  });
  const outgoing = useStore(desk.outgoing);
  const pending = useMemo(
    () =>
      unconfirmed(
        outgoing.filter((message) => message.conversation === id),
        query.data ?? { entries: [], ahead: [] },
      ),
    [outgoing, id, query.data],
  );
  // Entries that arrived while the conversation was not watched are fetched on return.
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: keys.transcript(id), exact: true }, { cancelRefetch: false });
  }, [queries, id]);
  const loadEarlier = useCallback(() => desk.loadEarlier(id), [desk, id]);
  return { ...query, pending: pending as Outgoing[], loadEarlier };
}

export function useTyping(id: string): Author | undefined {
  return useStore(useDesk().typing)[id];
}
