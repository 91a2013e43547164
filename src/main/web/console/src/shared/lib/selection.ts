import { place } from "./place";
import { Store } from "./store";

/** The conversation on the page, and whether its transcript or its replay is shown. */
export type Shown = { conversation?: string; replay: boolean };

const ADDRESS = /^#\/conversations\/([^/]+)(\/replay)?$/;

export function shownAt(hash: string): Shown {
  const match = ADDRESS.exec(hash);
  return match?.[1]
    ? { conversation: decodeURIComponent(match[1]), replay: match[2] !== undefined }
    : { replay: false };
}

/** The conversation on the page. It is part of the address, so that a reload or a bookmark restores it. */
export const selection = new Store<string | undefined>(shownAt(location.hash).conversation);
/** Whether the page shows the replay instead of the transcript. */
export const replaying = new Store<boolean>(shownAt(location.hash).replay);

export function select(conversation: string | undefined): void {
  show(conversation ? `#/conversations/${encodeURIComponent(conversation)}` : "#/");
}

export function openReplay(conversation: string): void {
  show(`#/conversations/${encodeURIComponent(conversation)}/replay`);
}

function show(hash: string): void {
  if (location.hash !== hash) history.pushState(null, "", hash);
  follow(hash);
  place.set({ page: "desk" });
}

function follow(hash: string): void {
  const { conversation, replay } = shownAt(hash);
  selection.set(conversation);
  replaying.set(replay);
}

window.addEventListener("popstate", () => follow(location.hash));
