/** The wire contract of the server, version 1, as far as the console speaks it. Instants are ISO 8601 in UTC, ids opaque. */

export type Instant = string;
export type Language = "zh" | "en" | "mixed";
export type LocalText = { zh: string; en: string };

export type Role = "agent" | "supervisor" | "admin" | "operator";
export type PresenceStatus = "offline" | "available" | "away" | "not-responding";
export type ChosenPresence = Exclude<PresenceStatus, "not-responding">;

export type Presence = { status: PresenceStatus; reason?: string; since: Instant; used: number };

export type AgentView = {
  id: string;
  tenant: string;
  name: LocalText;
  email: string;
  role: Role;
  skills: Record<string, number>;
  capacity: number;
  presence: Presence;
};

export type SignedIn = { token: string; expiresAt: Instant; agent: AgentView };
export type Ticket = { ticket: string; expiresAt: Instant };

export type ConversationStatus = "new" | "open" | "snoozed" | "resolved";
export type AuthorKind = "customer" | "bot" | "agent" | "system";
export type Visibility = "customer" | "internal";
export type HandoffReason =
  | "requested"
  | "not-understood"
  | "action-failed"
  | "unproven"
  | "upset"
  | "form"
  | "bot-failed"
  | "transferred";
export type Disposition = "solved" | "not-solved" | "follow-up" | "spam";

export type Owner = { kind: "bot" | "queue" | "agent" | "nobody"; agent?: { id: string; name: LocalText } };

export type ConversationView = {
  id: string;
  status: ConversationStatus;
  owner: Owner;
  customer: { id: string; name?: string; channel: string; account: string; address: string };
  language: Language;
  openedAt: Instant;
  changedAt: Instant;
  waitingSince?: Instant;
  lastMessage?: { from: "customer" | "bot" | "agent"; text: string; at: Instant };
  sequence: number;
  handoff?: { reason: HandoffReason; summary: string; at: Instant };
  disposition?: string;
  unanswered: boolean;
};

export type TextContent = { type: "text"; text: string };
export type MediaContent = { type: "media"; url: string; mime: string; name: string; bytes: number };
export type ChoiceContent = { type: "choice"; prompt?: string; options: { label: string; value: string }[] };
export type Content = TextContent | MediaContent | ChoiceContent;

export type EntryType =
  | "opened"
  | "message"
  | "handed-off"
  | "queued"
  | "assigned"
  | "returned-to-queue"
  | "returned-to-bot"
  | "case-opened"
  | "case-reported"
  | "ended"
  | "reopened"
  | "action-begun"
  | "action-done"
  | "routing-ended"
  | "rated"
  | "delivery";

export type Author = { kind: AuthorKind; id?: string; name?: LocalText };

export type Entry = {
  conversation: string;
  sequence: number;
  type: EntryType;
  at: Instant;
  author?: Author;
  visibility: Visibility;
  contents?: Content[];
  clientMessageId?: string;
  via?: { channel: string; account: string };
  sources?: { article: string; title: string }[];
  data?: Record<string, unknown>;
};

export type Reservation = {
  id: string;
  conversation: ConversationView;
  why: { text: LocalText; language: Language; skills: Record<string, number>; waitedSeconds: number };
  offeredAt: Instant;
  expiresAt: Instant;
};

export type Waiting = {
  conversation: string;
  customer: { id: string; name?: string };
  language: Language;
  since: Instant;
  position: number;
  summary: string;
  reserved: boolean;
};

export type Alarm = {
  id: string;
  kind: "waiting-too-long" | "unhappy-customer";
  conversation: string;
  since: Instant;
  raisedAt: Instant;
  clearedAt?: Instant;
};

export type CustomerView = {
  id: string;
  name?: string;
  language: Language;
  identities: { channel: string; account: string; address: string; verified: boolean }[];
  conversations: ConversationView[];
  firstSeenAt: Instant;
  lastSeenAt: Instant;
};

export type RoutingDecision = { at: Instant; decision: string; explanation: LocalText | string };
/** What a customer named, and where two engines judge their mood; see GET /conversations/{id}/names. */
export type NameType = "person" | "organisation" | "place" | "date";
export type Named = { type: NameType; value: string; times: number; sequence: number };
export type Sentiment = "negative" | "neutral" | "positive";
export type Opinion = { sequence: number; emotion: string; first: Sentiment; second: Sentiment };
export type Reading = {
  aspects: Record<"en" | "zh", ("names" | "sentiment")[]>;
  complete: boolean;
  names: Named[];
  opinions: Opinion[];
};
/** What came of one decision of the bot: what it said and did, and why, in short codes. */
export type Decided = { entries: Entry[]; trace: string[] };
/** A turn of the bot as it was and as it would be now; see GET /conversations/{id}/replay. */
export type ReplayedTurn = {
  sequence: number;
  same: boolean;
  recordedKnowledge: string;
  recorded: Decided;
  /** Missing where the bot would first ask a system what was not asked then. */
  again?: Decided;
};
export type Replayed = { knowledge: string; same: boolean; items: ReplayedTurn[] };
export type Page<T> = { items: T[]; next?: string };
export type EntryPage = { items: Entry[]; next?: number };
export type Problem = { type?: string; title?: string; status: number; detail?: string; code?: string };

/** `erased`: a draft in words of a customer whose key is destroyed. */
export type ArticleState = "proposed" | "draft" | "in-review" | "published" | "archived" | "erased";
export type ArticleAction =
  | "imported"
  | "proposed"
  | "created"
  | "changed"
  | "submitted"
  | "published"
  | "archived"
  | "restored";

/** What an article says. An empty text is said in the other language. */
export type ArticleContent = {
  title: LocalText;
  questions: { zh: string[]; en: string[] };
  answer: LocalText;
  channels: Record<string, LocalText>;
  tags: string[];
  validFrom?: Instant;
  validUntil?: Instant;
  reviewBy?: string;
};

export type Article = ArticleContent & {
  id: string;
  version: number;
  state: ArticleState;
  action: ArticleAction;
  published?: number;
  origin?: { conversation?: string; question?: string };
  changedBy: { id: string; name?: LocalText };
  changedAt: Instant;
  comment: string;
};

export type ArticlePage = Page<Article> & { tags: string[] };
export type QuestionState = "open" | "answered" | "ignored";

export type Question = {
  id: string;
  words: string;
  language: Language;
  count: number;
  lastAt: Instant;
  conversation: string;
  state: QuestionState;
  article?: string;
};

/** What questions are about: how many different ones, how often they were asked in all, and which (not always every one). */
export type Topic = { topic: string; questions: number; times: number; ids: string[] };
/** @property missing languages whose words cannot be told now */
export type Topics = { items: Topic[]; missing: Language[]; read: number; complete: boolean };

export type Tried = {
  outcome: "answer" | "suggest" | "unknown";
  language: Language;
  answer?: string;
  matches: { article: string; title: LocalText; confidence: number; answer: string }[];
  answerFrom: number;
  suggestFrom: number;
};

export type DeskSnapshot = {
  agent: AgentView;
  conversations: ConversationView[];
  reservations: Reservation[];
  waiting: Waiting[];
  alarms: Alarm[];
};

type Sequenced = { seq: number; at: Instant };

/** What the server tells a desk on its own. Numbered without gaps, so that a lost frame is noticed. */
export type ServerFrame = Sequenced &
  (
    | { type: "reset"; state: DeskSnapshot }
    | { type: "reservation-offered"; reservation: Reservation }
    | { type: "reservation-ended"; reservation: string; outcome: "accepted" | "declined" | "expired" | "withdrawn" }
    | { type: "assigned"; conversation: ConversationView }
    | { type: "conversation-changed"; conversation: ConversationView }
    | { type: "message"; entry: Entry }
    | { type: "typing"; conversation: string; author: Author; typing: boolean }
    | { type: "presence"; presence: Presence; capacity: number }
    | { type: "queue"; waiting: Waiting[]; count: number }
    | { type: "alarm"; alarm: Alarm }
  );

/** What a desk asks of the server; each is answered once. */
export type Request =
  | { type: "set-presence"; status: ChosenPresence; reason?: string }
  | { type: "accept"; reservation: string }
  | { type: "decline"; reservation: string }
  | { type: "post-message"; conversation: string; clientMessageId: string; visibility: Visibility; text: string }
  | { type: "typing"; conversation: string; typing: boolean }
  | { type: "resolve"; conversation: string; disposition?: Disposition }
  | { type: "return-to-bot"; conversation: string }
  | { type: "watch"; conversation: string }
  | { type: "unwatch"; conversation: string }
  | { type: "acknowledge"; alarm: string }
  | { type: "ping" };

export type Answer = { re: string; ok: true; sequence?: number; at?: Instant };
export type Refusal = { re: string; error: { code: string; detail?: string } };

export type Wordings = { zh?: string[]; en?: string[] };
export type FactValue = boolean | number | string | LocalText;
export type GraphFact = FactValue | { is: FactValue; note?: LocalText };
export type GraphFacts = Record<string, GraphFact>;
export type GraphKind = { id: string; name: LocalText; words?: Wordings; isA?: string; facts?: GraphFacts };
export type GraphFeature = { id: string; name: LocalText; words?: Wordings; unit?: LocalText };
export type GraphProduct = { id: string; name: LocalText; words?: Wordings; kind: string; facts?: GraphFacts };
export type Tie = "accessory-of" | "works-with" | "does-not-work-with" | "part-of" | "successor-of";
export type GraphRelation = { product: string; is: Tie; with: string[]; note?: LocalText };
export type GraphProblem = {
  id: string;
  name: LocalText;
  words: Wordings;
  concerns: string[];
  steps?: LocalText;
  article?: string;
  form?: string;
};
export type ProductGraph = {
  kinds?: GraphKind[];
  features?: GraphFeature[];
  products?: GraphProduct[];
  relations?: GraphRelation[];
  problems?: GraphProblem[];
};
export type GraphEdition = { graph: ProductGraph; version: string };
export type GraphNamed = { id: string; name: LocalText };
export type ProductKnown = {
  id: string;
  name: LocalText;
  kinds: GraphNamed[];
  facts: { feature: string; name: LocalText; told: LocalText; note?: LocalText; from: string }[];
  relations: GraphRelation[];
  fitting: GraphNamed[];
  problems: { id: string; name: LocalText; steps?: LocalText; article?: string; form?: string; from: string }[];
};
export type TriedProducts = {
  outcome: "answer" | "unknown" | "none";
  language: Language;
  answer?: string;
  options: string[];
  why?: string;
  sources: { article: string; title: string }[];
  recognised: { products: GraphNamed[]; kinds: GraphNamed[]; features: GraphNamed[]; problems: GraphNamed[] };
};
