import { Store } from "./store";

export type KnowledgeList = "articles" | "proposed" | "unanswered" | "products";

/** The page that is shown. It is part of the address, like the conversation on the desk. */
export type Place = { page: "desk" } | { page: "knowledge"; list: KnowledgeList; article?: string };

/** Instead of an article's id: a new article. */
export const NEW_ARTICLE = "new";

const ADDRESS = /^#\/knowledge(?:\/(articles|proposed|unanswered|products)(?:\/([^/]+))?)?$/;

export function placeOf(hash: string): Place {
  const match = ADDRESS.exec(hash);
  if (!match) return { page: "desk" };
  return {
    page: "knowledge",
    list: (match[1] as KnowledgeList | undefined) ?? "articles",
    article: match[2] ? decodeURIComponent(match[2]) : undefined,
  };
}

export function addressOf(list: KnowledgeList, article?: string): string {
  return `#/knowledge/${list}${article ? `/${encodeURIComponent(article)}` : ""}`;
}

export const place = new Store<Place>(placeOf(location.hash));

export function openKnowledge(list: KnowledgeList, article?: string): void {
  const hash = addressOf(list, article);
  if (location.hash !== hash) history.pushState(null, "", hash);
  place.set({ page: "knowledge", list, article });
}

window.addEventListener("popstate", () => place.set(placeOf(location.hash)));
