/** The console's names for the types described in openapi.yaml and asyncapi.yaml. Instants are ISO 8601 in UTC, ids opaque. */
import type * as api from "@parley/wire/api";

export type {
  Alarm,
  Article,
  ArticleState,
  Content,
  Decided,
  Disposition,
  Entry,
  FactValue,
  GraphEdition,
  GraphFact,
  GraphFacts,
  GraphFeature,
  GraphKind,
  GraphNamed,
  GraphProblem,
  GraphProduct,
  GraphRelation,
  Language,
  Localized as LocalText,
  Presence,
  ProductGraph,
  ProductKnown,
  Question,
  QuestionState,
  Reservation,
  Sentiment,
  ServerFrame,
  SignedIn,
  Ticket,
  Topic,
  Topics,
  Tried,
  TriedProducts,
  Waiting,
  Wordings,
} from "@parley/wire/api";

export type AgentView = api.Agent;
export type Role = AgentView["role"];
export type ChosenPresence = api.SetPresenceFrame["status"];

export type ConversationView = api.Conversation;
export type CustomerView = api.Customer;
export type Author = api.Author;
export type Visibility = api.Entry["visibility"];
export type MediaContent = Extract<api.Content, { type: "media" }>;
export type ChoiceContent = Extract<api.Content, { type: "choice" }>;
export type RoutingDecision = api.Decisions["items"][number];
export type Reading = api.Names;
export type NameType = Reading["names"][number]["type"];
export type Replayed = api.Replay;
export type ReplayedTurn = Replayed["items"][number];
export type Tie = api.GraphRelation["is"];

/** The content of an article. An empty text is replaced by that of the other language. */
export type ArticleContent = Pick<
  api.Article,
  "title" | "questions" | "answer" | "channels" | "tags" | "validFrom" | "validUntil" | "reviewBy"
>;

/** A request of the desk, without the id that matches its answer. */
export type Request = api.ClientFrame extends infer F ? (F extends api.ClientFrame ? Omit<F, "id"> : never) : never;
export type Answer = Extract<api.AnswerFrame, { ok: true }>;
export type Refusal = Extract<api.AnswerFrame, { error: object }>;
