// A server good enough to click through the console without the real one: `npm run fake-server`, then http://127.0.0.1:18090/console/.
// It serves the built console, keeps everything in memory and plays customers. Sign in as agent@demo.example or
// supervisor@demo.example with the password "demo".
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";

const PORT = Number(process.env.PORT ?? 18090);
const WEB = fileURLToPath(new URL("../../../../target/web", import.meta.url));
const KEPT_FRAMES = 500;
const OFFER_LASTS = 25_000;
const MIME = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
const now = () => new Date().toISOString();
const DESK = { id: "a-zh", name: { zh: "中文客服台", en: "Chinese desk" } };
const OTHER = { id: "a-en", name: { zh: "英文客服台", en: "English desk" } };
const BOT = { kind: "bot", id: "bot", name: { zh: "小帕", en: "Parley bot" } };

const agents = new Map(
  [
    { ...DESK, email: "agent@demo.example", role: "agent", skills: { zh: 5, en: 3, orders: 4 }, capacity: 6 },
    {
      id: "a-sup",
      name: { zh: "值班主管", en: "Supervisor desk" },
      email: "supervisor@demo.example",
      role: "supervisor",
      skills: { zh: 4, en: 4 },
      capacity: 2,
    },
  ].map((agent) => [
    agent.id,
    { tenant: "demo", presence: { status: "available", since: ago(4000), used: 0 }, ...agent },
  ]),
);
// The same after a restart, so that stopping and starting this server shows how the console reconnects.
const tokens = new Map([...agents.keys()].map((id) => [`token-of-${id}`, id]));
const tickets = new Map();
const conversations = new Map();
const entries = new Map();
const posted = new Map();
let waiting = [];
// More than a page, so that a topic's questions are not all loaded at first.
const SUBJECTS = [
  "无人机 考试",
  "发票 抬头",
  "battery warranty",
  "store opening hours",
  "以旧换新",
  "学生 优惠",
  "gift card",
];
const questions = Array.from({ length: 120 }, (_, index) => ({
  id: `q-${index}`,
  words: `${SUBJECTS[index % SUBJECTS.length]} ${index}?`,
  language: /[a-z]/.test(SUBJECTS[index % SUBJECTS.length]) ? "en" : "zh",
  count: 130 - index,
  lastAt: ago(600 * index),
  conversation: "c-1",
  state: "open",
}));
let alarms = [];

// Conversations

function add(view, script) {
  const conversation = {
    status: "open",
    owner: { kind: "bot" },
    openedAt: ago(script[0]?.[0] ?? 0),
    changedAt: now(),
    sequence: 0,
    unanswered: false,
    ...view,
  };
  conversations.set(conversation.id, conversation);
  entries.set(conversation.id, []);
  for (const [secondsAgo, change] of script) append(conversation.id, change, ago(secondsAgo));
  return conversation;
}

function append(id, change, at = now()) {
  const conversation = conversations.get(id);
  const entry = {
    conversation: id,
    sequence: conversation.sequence + 1,
    type: "message",
    at,
    visibility: "customer",
    via: { channel: conversation.customer.channel, account: conversation.customer.account },
    ...change,
  };
  entries.get(id).push(entry);
  const next = { ...conversation, sequence: entry.sequence, changedAt: at };
  if (entry.type === "message" && entry.visibility === "customer") {
    const text = (entry.contents ?? []).map((content) => content.text ?? "").join(" ");
    next.lastMessage = { from: entry.author.kind, text, at };
    const answered = entry.author.kind !== "customer";
    next.waitingSince = answered ? undefined : conversation.unanswered ? conversation.waitingSince : at;
    next.unanswered = !answered;
  }
  if (entry.type === "handed-off") next.handoff = { ...entry.data, at };
  conversations.set(id, next);
  return entry;
}

const text = (words) => [{ type: "text", text: words }];
const says = (words) => ({ author: { kind: "customer" }, contents: text(words) });
const bot = (words, sources) => ({ author: BOT, contents: text(words), sources });
const agent = (words, who = DESK) => ({ author: { kind: "agent", ...who }, contents: text(words) });
const note = (words, who = OTHER) => ({ ...agent(words, who), visibility: "internal" });
const opened = { type: "opened", author: { kind: "system" } };
const queued = { type: "queued", author: { kind: "system" } };
const assigned = (who = DESK) => ({ type: "assigned", author: { kind: "system" }, data: { agent: who } });
const handedOff = (reason, summary) => ({ type: "handed-off", author: { kind: "system" }, data: { reason, summary } });
const customer = (id, name, channel, address) => ({ id, name, channel, account: "demo.main", address });
const mine = { kind: "agent", agent: DESK };

const LONG = "这台显示器的支架在安装时无法锁紧，我按照说明书一步一步操作，仍然会慢慢下滑。".repeat(150);

add({ id: "c-1", owner: mine, language: "zh", customer: customer("k-1", "网页顾客 10001", "webchat", "dl_10001") }, [
  [90_000, opened],
  [90_000, says("你好，我上周买的耳机什么时候能到？订单 20418")],
  [89_990, bot("订单 20418 已发货，预计明天送达。", [{ article: "kb-12", title: "配送时间" }])],
  [1500, says("已经晚了一天了，物流一直没有更新")],
  [1490, bot("很抱歉给您带来不便。我查到包裹在杭州转运中心停留。您希望我为您做什么？")],
  [
    1489,
    {
      author: BOT,
      contents: [
        {
          type: "choice",
          prompt: "请选择：",
          options: [
            { label: "催一下快递", value: "urge" },
            { label: "取消订单", value: "cancel" },
            { label: "转人工", value: "human" },
          ],
        },
      ],
    },
  ],
  [1470, says("转人工")],
  [1469, handedOff("requested", "客户的耳机（订单 20418）比预计晚到一天，物流停在杭州转运中心。客户要求人工处理。")],
  [1468, queued],
  [1440, assigned()],
  [1420, agent("您好，我是中文客服台。我先帮您联系快递核实包裹位置，请稍等。")],
  [1100, note("已致电快递：包裹明早重新派送。如果再次延误，可以补偿 20 元优惠券。")],
  [1090, agent("快递确认包裹会在明天上午派送。如果中午前没有收到，请直接回复我。")],
  [400, { ...says("好的，谢谢。另外我收到的这个短信是你们发的吗？"), via: { channel: "sms", account: "demo.sms" } }],
  [
    390,
    {
      author: { kind: "customer" },
      via: { channel: "sms", account: "demo.sms" },
      contents: [{ type: "media", url: "/picture.png", mime: "image/png", name: "screenshot.png", bytes: 48_200 }],
    },
  ],
]);
add({ id: "c-2", owner: mine, language: "en", customer: customer("k-2", "Web visitor 2002", "webchat", "dl_20002") }, [
  [700, opened],
  [700, says("Hi, the coupon SAVE20 is refused at checkout")],
  [
    690,
    bot("SAVE20 is valid for orders over 50 €. Is your cart above that?", [{ article: "kb-31", title: "Coupons" }]),
  ],
  [660, says("Yes, it is 78 €. It still says not applicable.")],
  [655, handedOff("not-understood", "Coupon SAVE20 is refused although the cart is 78 €.")],
  [654, queued],
  [610, assigned()],
  [580, agent("Hello! Could you tell me which items are in the cart? Some brands are excluded.")],
  [95, says("Two keyboards and a mouse pad, all from the same brand")],
]);
add({ id: "c-3", owner: mine, language: "mixed", customer: customer("k-3", undefined, "sms", "+86 138 0013 8000") }, [
  [5000, opened],
  [5000, says("发票 invoice 怎么开？")],
  [4990, handedOff("requested", "客户需要开具公司抬头的发票，订单 10532。")],
  [4980, assigned()],
  [4900, agent("您好，发票已发送到您的邮箱，请查收。")],
  [4890, agent("如果抬头需要修改，请在三天内告诉我们。")],
]);
add({ id: "c-4", owner: mine, language: "zh", customer: customer("k-4", "微信顾客", "wechat", "wx_o8sH2") }, [
  [1000, opened],
  [1000, says(LONG)],
  [990, handedOff("action-failed", "显示器支架下滑，退换货申请在系统中失败。")],
  [980, assigned()],
  [900, agent("您好，我已经重新为您提交换货申请。")],
  [
    860,
    {
      author: { kind: "customer" },
      contents: [
        { type: "media", url: "/uploads/manual.pdf", mime: "application/pdf", name: "安装说明.pdf", bytes: 2_480_000 },
      ],
    },
  ],
  [855, agent("收到，谢谢您。")],
]);
add(
  {
    id: "c-q1",
    owner: { kind: "queue" },
    status: "new",
    language: "zh",
    customer: customer("k-5", "网页顾客 5", "webchat", "dl_5"),
  },
  [
    [260, opened],
    [260, says("我的退款已经七天了还没有到账")],
    [250, bot("退款一般需要 3 到 7 个工作日。", [{ article: "kb-7", title: "退款时间" }])],
    [240, handedOff("requested", "退款 DD20261105-7716 超过七天未到账，客户着急。")],
    [239, queued],
  ],
);
add(
  {
    id: "c-q2",
    owner: { kind: "queue" },
    status: "new",
    language: "en",
    customer: customer("k-6", "Web visitor 6", "webchat", "dl_6"),
  },
  [
    [80, opened],
    [80, says("My smart plug does not pair with the app")],
    [75, handedOff("bot-failed", "Smart plug does not pair; the reset steps did not help.")],
    [74, queued],
  ],
);
add(
  { id: "c-b1", owner: { kind: "bot" }, language: "en", customer: customer("k-7", "Web visitor 7", "webchat", "dl_7") },
  [
    [40, opened],
    [40, says("Do you have the 27 inch monitor in stock?")],
    [38, bot("Yes, 12 are in stock and ship today.", [{ article: "kb-2", title: "Stock" }])],
  ],
);
for (let index = 1; index <= 140; index++) {
  const disposition = ["solved", "solved", "follow-up", "not-solved"][index % 4];
  add(
    {
      id: `c-old-${index}`,
      status: "resolved",
      disposition,
      owner: { kind: "nobody" },
      language: index % 3 ? "zh" : "en",
      customer: customer(
        index % 7 ? `k-${100 + index}` : "k-1",
        index % 7 ? `客户 ${index}` : "网页顾客 10001",
        "webchat",
        `dl_${index}`,
      ),
    },
    [
      [86_400 + index * 9000, opened],
      [86_390 + index * 9000, says(index % 3 ? "请问保修期是多久？" : "How long is the warranty?")],
      [86_380 + index * 9000, bot(index % 3 ? "保修期为两年。" : "Two years.")],
      [86_300 + index * 9000, { type: "resolved", author: { kind: "system" }, data: { disposition } }],
    ],
  );
}
add(
  { id: "c-long", owner: mine, language: "en", customer: customer("k-8", "App customer 88", "app", "app_88") },
  Array.from({ length: 1501 }, (_, index) => [
    200_000 - index * 120,
    index === 0
      ? opened
      : index % 2
        ? says(`Question ${index}: how does this work?`)
        : agent(`Answer ${index}: like this.`),
  ]),
);

function viewWaiting() {
  return [...conversations.values()]
    .filter((conversation) => conversation.owner.kind === "queue")
    .sort((a, b) => a.handoff.at.localeCompare(b.handoff.at))
    .map((conversation, index) => ({
      conversation: conversation.id,
      customer: { id: conversation.customer.id, name: conversation.customer.name },
      language: conversation.language,
      since: conversation.handoff.at,
      position: index + 1,
      summary: conversation.handoff.summary,
      reserved: [...desks.values()].some((desk) =>
        desk.reservations.some((it) => it.conversation.id === conversation.id),
      ),
    }));
}

// Desks: what each agent's console is sent, numbered, and kept for a while so that it can resume

const desks = new Map(
  [...agents.keys()].map((id) => [
    id,
    { seq: 0, frames: [], sockets: new Set(), reservations: [], watched: new Set() },
  ]),
);
waiting = viewWaiting();
alarms = [{ id: "al-1", kind: "waiting-too-long", conversation: "c-q1", since: ago(240), raisedAt: ago(60) }];

function tell(agentId, frame) {
  const desk = desks.get(agentId);
  const numbered = { seq: ++desk.seq, at: now(), ...frame };
  desk.frames.push(numbered);
  if (desk.frames.length > KEPT_FRAMES) desk.frames.shift();
  for (const socket of desk.sockets) socket.send(JSON.stringify(numbered));
}

function tellAll(frame) {
  for (const id of desks.keys()) tell(id, frame);
}

const isMine = (conversation, agentId) =>
  conversation.status !== "resolved" && conversation.owner.kind === "agent" && conversation.owner.agent.id === agentId;
const ofAgent = (agentId) => [...conversations.values()].filter((conversation) => isMine(conversation, agentId));

function viewAgent(id) {
  const agent = agents.get(id);
  return { ...agent, presence: { ...agent.presence, used: ofAgent(id).length } };
}

function publish(id, change) {
  const entry = append(id, change);
  for (const [agentId, desk] of desks) {
    if (isMine(conversations.get(id), agentId) || desk.watched.has(id)) {
      tell(agentId, { type: "message", entry });
      tell(agentId, { type: "conversation-changed", conversation: conversations.get(id) });
    }
  }
  return entry;
}

function change(id, values, entry) {
  const before = conversations.get(id);
  conversations.set(id, { ...before, ...values });
  const stored = append(id, entry);
  for (const [agentId, desk] of desks) {
    if (isMine(before, agentId) || isMine(conversations.get(id), agentId) || desk.watched.has(id)) {
      tell(agentId, { type: "message", entry: stored });
      tell(agentId, { type: "conversation-changed", conversation: conversations.get(id) });
      tell(agentId, {
        type: "presence",
        presence: viewAgent(agentId).presence,
        capacity: agents.get(agentId).capacity,
      });
    }
  }
  tellQueue();
}

function tellQueue() {
  waiting = viewWaiting();
  tellAll({ type: "queue", waiting, count: waiting.length });
}

function offer(agentId, id) {
  const desk = desks.get(agentId);
  const conversation = conversations.get(id);
  if (conversation?.owner.kind !== "queue" || desk.reservations.length > 0) return;
  const reservation = {
    id: randomUUID(),
    conversation,
    why: {
      text: {
        zh: "您的中文为 5 级，订单技能 4 级，而且在线时间最长。",
        en: "Your Chinese is level 5, orders level 4, and you have been free the longest.",
      },
      language: conversation.language,
      skills: { zh: 5, orders: 4 },
      waitedSeconds: Math.round((Date.now() - Date.parse(conversation.handoff.at)) / 1000),
    },
    offeredAt: now(),
    expiresAt: new Date(Date.now() + OFFER_LASTS).toISOString(),
  };
  desk.reservations.push(reservation);
  tell(agentId, { type: "reservation-offered", reservation });
  tellQueue();
  setTimeout(() => endReservation(agentId, reservation.id, "expired"), OFFER_LASTS).unref();
}

function endReservation(agentId, id, outcome) {
  const desk = desks.get(agentId);
  const reservation = desk.reservations.find((it) => it.id === id);
  if (!reservation) return undefined;
  desk.reservations = desk.reservations.filter((it) => it.id !== id);
  tell(agentId, { type: "reservation-ended", reservation: id, outcome });
  tellQueue();
  return reservation;
}

class Refused extends Error {
  constructor(code, detail) {
    super(detail ?? code);
    this.code = code;
  }
}

function owned(agentId, id) {
  const conversation = conversations.get(id);
  if (!conversation) throw new Refused("not-found");
  if (!isMine(conversation, agentId)) throw new Refused("not-owner");
  return conversation;
}

const REPLIES = ["好的，我知道了。", "Thank you, that helps.", "还有一个问题，可以改收货地址吗？", "👍"];

function play(agentId, id) {
  setTimeout(
    () => tell(agentId, { type: "typing", conversation: id, author: { kind: "customer" }, typing: true }),
    1200,
  ).unref();
  setTimeout(() => publish(id, says(REPLIES[conversations.get(id).sequence % REPLIES.length])), 4000).unref();
}

const handlers = {
  ping: () => ({}),
  "set-presence": (agentId, { status, reason }) => {
    const agent = agents.get(agentId);
    agent.presence = { status, reason, since: now(), used: 0 };
    tell(agentId, { type: "presence", presence: viewAgent(agentId).presence, capacity: agent.capacity });
    if (status === "available") setTimeout(() => offer(agentId, waiting[0]?.conversation), 1500).unref();
    return {};
  },
  accept: (agentId, { reservation }) => {
    const ended = endReservation(agentId, reservation, "accepted");
    if (!ended) throw new Refused("reservation-gone");
    const { id, name } = agents.get(agentId);
    const owner = { kind: "agent", agent: { id, name } };
    change(ended.conversation.id, { owner, status: "open" }, assigned({ id, name }));
    tell(agentId, { type: "assigned", conversation: conversations.get(ended.conversation.id) });
    return {};
  },
  decline: (agentId, { reservation }) => {
    if (!endReservation(agentId, reservation, "declined")) throw new Refused("reservation-gone");
    return {};
  },
  "post-message": (agentId, { conversation, clientMessageId, visibility, text: words }) => {
    owned(agentId, conversation);
    if (words.includes("!refuse")) throw new Refused("not-allowed");
    const before = posted.get(clientMessageId);
    if (before) return before;
    const { id, name } = agents.get(agentId);
    const change = { author: { kind: "agent", id, name }, contents: text(words), visibility, clientMessageId };
    const { sequence, at } = publish(conversation, change);
    posted.set(clientMessageId, { sequence, at });
    if (visibility === "customer") play(agentId, conversation);
    return { sequence, at };
  },
  typing: () => ({}),
  resolve: (agentId, { conversation, disposition }) => {
    owned(agentId, conversation);
    const entry = { type: "resolved", author: { kind: "system" }, data: { disposition } };
    change(conversation, { status: "resolved", owner: { kind: "nobody" }, disposition, unanswered: false }, entry);
    return {};
  },
  "return-to-bot": (agentId, { conversation }) => {
    owned(agentId, conversation);
    change(conversation, { owner: { kind: "bot" } }, { type: "returned-to-bot", author: { kind: "system" } });
    return {};
  },
  watch: (agentId, { conversation }) => {
    desks.get(agentId).watched.add(conversation);
    return {};
  },
  unwatch: (agentId, { conversation }) => {
    desks.get(agentId).watched.delete(conversation);
    return {};
  },
};

// HTTP

function send(response, status, body, type = "application/json") {
  response.writeHead(status, { "Content-Type": type });
  response.end(typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body));
}

const problem = (response, status, code) => send(response, status, { status, code, title: code });

function readBody(request) {
  return new Promise((resolve) => {
    let data = "";
    request.on("data", (chunk) => {
      data += chunk;
    });
    request.on("end", () => resolve(data ? JSON.parse(data) : {}));
  });
}

function page(items, url) {
  const from = Number(url.searchParams.get("cursor") ?? 0);
  const limit = Number(url.searchParams.get("limit") ?? 50);
  const next = from + limit < items.length ? String(from + limit) : undefined;
  return { items: items.slice(from, from + limit), next };
}

function find(url, me) {
  const wanted = (name) => url.searchParams.get(name);
  const q = wanted("q")?.toLowerCase();
  return [...conversations.values()]
    .filter((it) => !wanted("status") || it.status === wanted("status"))
    .filter((it) => !wanted("agent") || it.owner.agent?.id === (wanted("agent") === "me" ? me : wanted("agent")))
    .filter((it) => !q || JSON.stringify([it.customer, it.lastMessage]).toLowerCase().includes(q))
    .sort((a, b) => b.changedAt.localeCompare(a.changedAt));
}

/** Of three turns the second is decided otherwise, and the third not at all. */
function replay(id) {
  const items = entries
    .get(id)
    .filter((entry) => entry.author?.kind === "bot")
    .map((entry, index) => {
      const recorded = { entries: [entry], trace: ["intent:track-order:93", "article:kb-12:88", "knowledge:5f0c21"] };
      const again = {
        entries: [{ ...entry, contents: text("包裹在杭州转运中心停留，我已为您催促快递。"), sources: undefined }],
        trace: ["intent:track-order:93", "form:urge", "knowledge:9be4d7"],
      };
      const turn = { sequence: entry.sequence, same: index % 3 === 0, recordedKnowledge: "5f0c21", recorded };
      return index % 3 === 2 ? turn : { ...turn, again: index % 3 === 0 ? recorded : again };
    });
  return { knowledge: "9be4d7", same: items.every((turn) => turn.same), items };
}

/** Each subject once, with what was asked of it. */
function topicsOf(asked) {
  const items = SUBJECTS.map((topic) => {
    const theirs = asked.filter((question) => question.words.startsWith(topic));
    const times = theirs.reduce((sum, question) => sum + question.count, 0);
    return { topic, questions: theirs.length, times, ids: theirs.map((question) => question.id) };
  });
  const told = items.filter((each) => each.questions > 0).sort((a, b) => b.times - a.times);
  return { items: told, read: asked.length, complete: false };
}

async function unanswered(id, request, response, url) {
  if (request.method === "PUT") {
    const question = questions.find((each) => each.id === id);
    if (!question) return problem(response, 404, "not-found");
    question.state = (await readBody(request)).state;
    return send(response, 200, question);
  }
  return send(response, 200, page(inState(url), url));
}

function inState(url) {
  return questions.filter((question) => question.state === (url.searchParams.get("state") ?? "open"));
}

function viewCustomer(id) {
  const theirs = [...conversations.values()].filter((it) => it.customer.id === id);
  const first = theirs[0];
  if (!first) return undefined;
  const { channel, account, address, name } = first.customer;
  return {
    id,
    name,
    language: first.language,
    identities: [
      { channel, account, address, verified: true },
      { channel: "sms", account: "demo.sms", address: "+86 139 •••• 2201", verified: true },
      { channel: "email", account: "demo.mail", address: "customer@example.com", verified: false },
    ],
    conversations: theirs,
    firstSeenAt: ago(86_400 * 200),
    lastSeenAt: first.changedAt,
  };
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  const path = url.pathname;
  if (path === "/picture.png") {
    const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="360" height="220"><rect width="360" height="220" fill="#dfe7e8"/><rect x="30" y="40" width="220" height="60" rx="14" fill="#fff"/><rect x="30" y="120" width="280" height="40" rx="14" fill="#fff"/></svg>`;
    return send(response, 200, picture, "image/svg+xml");
  }
  if (!path.startsWith("/api/")) return serve(path, response);
  const route = path.slice("/api/v1".length).split("/").slice(1).map(decodeURIComponent);
  if (route[0] === "sign-in") {
    const { email, password } = await readBody(request);
    const found = [...agents.values()].find((each) => each.email === email);
    if (!found || password !== "demo") return problem(response, 401, "sign-in-refused");
    return send(response, 200, {
      token: `token-of-${found.id}`,
      expiresAt: ago(-8 * 3600),
      agent: viewAgent(found.id),
    });
  }
  const me = tokens.get(request.headers.authorization?.slice("Bearer ".length));
  if (!me) return problem(response, 401, "not-signed-in");
  if (route[0] === "sign-out") {
    response.writeHead(204).end();
    for (const socket of desks.get(me).sockets) socket.close(1008);
    return;
  }
  if (route[0] === "me") return send(response, 200, viewAgent(me));
  if (route[0] === "desk") {
    const ticket = randomUUID();
    tickets.set(ticket, me);
    return send(response, 200, { ticket, expiresAt: ago(-30) });
  }
  if (route[0] === "customers") {
    const found = viewCustomer(route[1]);
    return found ? send(response, 200, found) : problem(response, 404, "not-found");
  }
  if (route[0] === "knowledge" && route[1] === "topics") return send(response, 200, topicsOf(inState(url)));
  if (route[0] === "knowledge" && route[1] === "unanswered") return unanswered(route[2], request, response, url);
  if (route[0] !== "conversations") return problem(response, 404, "not-found");
  if (!route[1]) return send(response, 200, page(find(url, me), url));
  const conversation = conversations.get(route[1]);
  if (!conversation) return problem(response, 404, "not-found");
  if (route[2] === "messages") {
    const after = Number(url.searchParams.get("after") ?? 0);
    const limit = Number(url.searchParams.get("limit") ?? 100);
    const items = entries.get(conversation.id).slice(after, after + limit);
    const last = items.at(-1)?.sequence;
    return send(response, 200, { items, next: last && last < conversation.sequence ? last : undefined });
  }
  if (route[2] === "replay") {
    if (agents.get(me).role === "agent") return problem(response, 403, "not-allowed");
    return send(response, 200, replay(conversation.id));
  }
  if (route[2] === "names") {
    return send(response, 200, { aspects: { en: [], zh: [] }, complete: true, names: [], opinions: [] });
  }
  if (route[2] === "routing") {
    const explanation = {
      zh: "等待 28 秒。考虑了 3 位坐席：1 位已满，1 位中文不足 3 级。",
      en: "Waited 28 s. Three agents considered: one is full, one has Chinese below level 3.",
    };
    return send(response, 200, { items: [{ at: conversation.openedAt, decision: "reserved", explanation }] });
  }
  return send(response, 200, conversation);
});

function serve(path, response) {
  if (path === "/") {
    response.writeHead(302, { Location: "/console/" });
    return response.end();
  }
  const file = normalize(join(WEB, path.endsWith("/") ? `${path}index.html` : path));
  if (!file.startsWith(WEB) || !existsSync(file)) return problem(response, 404, "not-found");
  return send(response, 200, readFileSync(file), MIME[extname(file)] ?? "application/octet-stream");
}

// The desk socket

const sockets = new WebSocketServer({ server, path: "/api/v1/desk" });
sockets.on("connection", (socket, request) => {
  const url = new URL(request.url, "http://localhost");
  const me = tickets.get(url.searchParams.get("ticket"));
  tickets.delete(url.searchParams.get("ticket"));
  if (!me) return socket.close(4001, "ticket");
  const desk = desks.get(me);
  const after = url.searchParams.get("after");
  const oldest = (desk.frames[0]?.seq ?? desk.seq + 1) - 1;
  if (after !== null && Number(after) >= oldest && Number(after) <= desk.seq) {
    for (const frame of desk.frames) if (frame.seq > Number(after)) socket.send(JSON.stringify(frame));
  } else {
    const state = {
      agent: viewAgent(me),
      conversations: ofAgent(me),
      reservations: desk.reservations,
      waiting,
      alarms: agents.get(me).role === "agent" ? [] : alarms,
    };
    socket.send(JSON.stringify({ seq: desk.seq, type: "reset", at: now(), state }));
  }
  desk.sockets.add(socket);
  socket.on("close", () => desk.sockets.delete(socket));
  socket.on("message", (data) => {
    const { id, type, ...rest } = JSON.parse(String(data));
    try {
      if (!handlers[type]) throw new Refused("unknown");
      socket.send(JSON.stringify({ re: id, ok: true, ...handlers[type](me, rest) }));
    } catch (error) {
      socket.send(JSON.stringify({ re: id, error: { code: error.code ?? "unexpected", detail: error.message } }));
    }
  });
  if (process.env.OFFER !== "no") setTimeout(() => offer(me, waiting[0]?.conversation), 2500).unref();
});

server.listen(PORT, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/console/`));
