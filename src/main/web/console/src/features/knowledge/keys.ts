import type { ArticleFilter } from "@/shared/api/http";
import type { QuestionState } from "@/shared/api/types";

export const knowledgeKeys = {
  all: ["knowledge"] as const,
  articles: (filter: ArticleFilter) => ["knowledge", "articles", filter] as const,
  article: (id: string) => ["knowledge", "article", id] as const,
  versions: (id: string) => ["knowledge", "versions", id] as const,
  questions: (state: QuestionState) => ["knowledge", "questions", state] as const,
  topics: (state: QuestionState) => ["knowledge", "topics", state] as const,
  tried: (question: string, language: string, channel: string) =>
    ["knowledge", "tried", question, language, channel] as const,
  graph: ["knowledge", "graph"] as const,
  product: (id: string) => ["knowledge", "product", id] as const,
  triedProducts: (question: string, product: string) => ["knowledge", "triedProducts", question, product] as const,
};

/** Kinds of channels that can have an answer of their own. */
export const CHANNELS = ["webchat", "sms", "email", "wechat", "wecom", "app", "phone"] as const;
