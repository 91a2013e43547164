import type { Question, Topic } from "@/shared/api/types";

/** The number shown at first; the rest on request. */
export const FEW = 6;

/** The topics to show, always including the chosen one, even when no questions of it are left. */
export function shownTopics(items: readonly Topic[], chosen: Topic | undefined, all: boolean): readonly Topic[] {
  const shown = all ? items : items.slice(0, FEW);
  return chosen && !shown.some((each) => each.topic === chosen.topic) ? [...shown, chosen] : shown;
}

/** The current state of a topic; it stays open while the agent works through it, even when the server no longer reports it. */
export function asNow(chosen: Topic | undefined, items: readonly Topic[] = []): Topic | undefined {
  return chosen && (items.find((each) => each.topic === chosen.topic) ?? chosen);
}

/** Those of the questions that are about the topic; all of them without one. */
export function about(topic: Topic | undefined, questions: Question[]): Question[] {
  if (!topic) return questions;
  const ids = new Set(topic.ids);
  return questions.filter((question) => ids.has(question.id));
}

/** Whether further pages may hold questions of the topic. A topic that is no longer reported has none beyond those already in the list. */
export function goesOn(topic: Topic | undefined, items: readonly Topic[] = [], found: number): boolean {
  return topic !== undefined && items.includes(topic) && found < topic.ids.length;
}
