import { place } from "./place";
import { Store } from "./store";

/** The conversation on the page. It is in the address, so that a reload or a bookmark comes back to it. */
function fromAddress(): string | undefined {
  const match = /^#\/conversations\/([^/]+)$/.exec(location.hash);
  return match?.[1] ? decodeURIComponent(match[1]) : undefined;
}

export const selection = new Store<string | undefined>(fromAddress());

export function select(conversation: string | undefined): void {
  const hash = conversation ? `#/conversations/${encodeURIComponent(conversation)}` : "#/";
  if (location.hash !== hash) history.pushState(null, "", hash);
  selection.set(conversation);
  place.set({ page: "desk" });
}

window.addEventListener("popstate", () => selection.set(fromAddress()));
