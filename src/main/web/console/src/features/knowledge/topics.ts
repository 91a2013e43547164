import type { Question, Topic } from "@/shared/api/types";

/** So many are shown at first; the rest on request. */
export const FEW = 6;

/** The topics to show, the chosen one always among them, even when there is no more of it. */
export function shownTopics(items: readonly Topic[], chosen: Topic | undefined, all: boolean): readonly Topic[] {
  const shown = all ? items : items.slice(0, FEW);
  return chosen && !shown.some((each) => each.topic === chosen.topic) ? [...shown, chosen] : shown;
}

/** The same topic as it is now, so that whoever works through it is not thrown out when it is no longer told. */
export function asNow(chosen: Topic | undefined, items: readonly Topic[] = []): Topic | undefined {
  return chosen && (items.find((each) => each.topic === chosen.topic) ?? chosen);
}

/** Those of the questions that are about the topic; all of them without one. */
export function about(topic: Topic | undefined, questions: Question[]): Question[] {
  if (!topic) return questions;
  const ids = new Set(topic.ids);
  return questions.filter((question) => ids.has(question.id));
}

/** Whether further pages may hold questions of the topic. One no longer told has none that were not already in the list. */
export function goesOn(topic: Topic | undefined, items: readonly Topic[] = [], found: number): boolean {
  return topic !== undefined && items.includes(topic) && found < topic.ids.length;
}
