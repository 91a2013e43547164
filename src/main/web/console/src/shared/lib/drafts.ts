import type { Visibility } from "../api/types";
import { Store } from "./store";

/** An unsent text, and the last sequence number of the conversation when it was started. */
export type Draft = { text: string; visibility: Visibility; begunAt: number };

const drafts = new Store<Record<string, Draft>>({}, "parley.drafts");

/** Drafts outlive reloads and sign-outs: only their author discards them. */
export const draftStore = drafts;

export function draftOf(conversation: string): Draft | undefined {
  return drafts.get()[conversation];
}

export function keepDraft(conversation: string, draft: Draft | undefined): void {
  drafts.update((all) => {
    const { [conversation]: before, ...rest } = all;
    if (!draft) return before ? rest : all;
    return { ...rest, [conversation]: draft };
  });
}
