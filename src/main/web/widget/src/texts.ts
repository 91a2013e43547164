import type { Names } from "./direct-line";

export type Locale = "zh" | "en";

const EN = {
  chat: "Chat with us",
  openChat: "Open the chat",
  unread: (n: number) => `${n} unread ${n === 1 ? "message" : "messages"}`,
  close: "Close the chat",
  switchLanguage: "中文",
  switchLanguageLabel: "切换到中文",
  bot: "Assistant",
  agent: "Agent",
  you: "You",
  botAnswers: "You are chatting with the assistant",
  agentAnswers: "You are chatting with an agent",
  waitingForPerson: "Waiting for an agent",
  position: (n: number) => (n === 1 ? "You are next." : `You are number ${n} in line.`),
  waitUnknown: "The wait time is not known yet.",
  waitSoon: "Expected wait: less than a minute.",
  waitMinutes: (n: number) => `Expected wait: about ${n} ${n === 1 ? "minute" : "minutes"}.`,
  leaveOpen: "You can close this window. Your place in line is kept.",
  greeting: "Hello! How can we help?",
  suggestions: "Popular questions",
  log: "Conversation",
  loading: "Loading your conversation…",
  write: "Write a message",
  send: "Send",
  picture: "Send a picture",
  person: "Talk to a person",
  personMessage: "I would like to talk to a person.",
  typing: (name: string) => `${name} is typing`,
  pending: "Sending…",
  sent: "Sent",
  troubled: "Not sent yet. Still trying…",
  failedRefused: "This message could not be sent.",
  failedTooLarge: "This file is too large to send.",
  retry: "Try again",
  discard: "Discard",
  sources: "Sources: ",
  showAll: "Show all",
  showLess: "Show less",
  earlier: "Show earlier messages",
  newMessages: "New messages",
  offline: "No connection. What you write is kept and will be sent when you are back online.",
  joined: (name: string) => `${name} has joined the conversation`,
  returned: "The assistant is answering again",
  ended: "This conversation has ended",
  overForNow: "This conversation has ended. Write a message to continue it.",
  end: "End conversation",
  endQuestion: "End this conversation? You can continue it later.",
  endWaitingQuestion: "End this conversation? You will lose your place in line.",
  endConfirm: "End",
  endCancel: "Keep chatting",
  afresh: "The conversation above has expired. A new one starts here.",
  rateQuestion: "How did we do?",
  rateLabel: (n: number) => ["Very poor", "Poor", "Okay", "Good", "Very good"][n - 1] ?? String(n),
  thanks: "Thank you for your rating.",
  startAgain: "Start again",
  notAPicture: "Only pictures (JPEG, PNG, GIF, WebP) can be sent.",
  pictureTooLarge: (mb: number) => `This picture is larger than ${mb} MB. Please choose a smaller one.`,
  tooLong: (n: number) => `Your message is ${n} ${n === 1 ? "character" : "characters"} too long. Please shorten it.`,
  dismiss: "Dismiss",
  pictureAlt: (name: string) => `Picture: ${name}`,
  file: "File",
  dropHere: "Drop the picture here",
  today: "Today",
};

export type Texts = typeof EN;

const ZH: Texts = {
  chat: "在线客服",
  openChat: "打开在线客服",
  unread: (n) => `${n} 条未读消息`,
  close: "关闭客服窗口",
  switchLanguage: "EN",
  switchLanguageLabel: "Switch to English",
  bot: "智能助手",
  agent: "人工客服",
  you: "您",
  botAnswers: "智能助手为您解答",
  agentAnswers: "人工客服为您服务",
  waitingForPerson: "正在为您转接人工客服",
  position: (n) => (n === 1 ? "下一位就是您。" : `您排在第 ${n} 位。`),
  waitUnknown: "暂时无法估计等待时间。",
  waitSoon: "预计等待不到1分钟。",
  waitMinutes: (n) => `预计等待约${n}分钟。`,
  leaveOpen: "您可以先关闭窗口，排队位置会为您保留。",
  greeting: "您好！请问有什么可以帮您？",
  suggestions: "大家常问",
  log: "对话内容",
  loading: "正在读取您的对话…",
  write: "请输入消息",
  send: "发送",
  picture: "发送图片",
  person: "转人工",
  personMessage: "我想转人工客服。",
  typing: (name) => `${name}正在输入`,
  pending: "发送中…",
  sent: "已发送",
  troubled: "还没有发出，我们会继续尝试。",
  failedRefused: "这条消息没有发送成功。",
  failedTooLarge: "文件太大，服务器无法接收。",
  retry: "重试",
  discard: "删除",
  sources: "参考：",
  showAll: "展开全文",
  showLess: "收起",
  earlier: "查看更早的消息",
  newMessages: "有新消息",
  offline: "网络已断开。您写的内容会保留，恢复后自动发送。",
  joined: (name) => `${name}已接入，为您服务`,
  returned: "现在由智能助手继续为您解答",
  ended: "本次对话已结束",
  overForNow: "本次对话已结束，发送消息即可继续。",
  end: "结束对话",
  endQuestion: "确定结束本次对话吗？之后仍可继续。",
  endWaitingQuestion: "确定结束本次对话吗？排队位置将不再保留。",
  endConfirm: "结束",
  endCancel: "继续咨询",
  afresh: "以上对话已过期，下面是新的对话。",
  rateQuestion: "这次服务您满意吗？",
  rateLabel: (n) => ["非常不满意", "不满意", "一般", "满意", "非常满意"][n - 1] ?? String(n),
  thanks: "感谢您的评价。",
  startAgain: "重新开始",
  notAPicture: "只能发送图片（JPEG、PNG、GIF、WebP）。",
  pictureTooLarge: (mb) => `图片超过 ${mb} MB，请换一张小一点的。`,
  tooLong: (n) => `超出了 ${n} 个字，请缩短后再发送。`,
  dismiss: "知道了",
  pictureAlt: (name) => `图片：${name}`,
  file: "文件",
  dropHere: "松开即可发送图片",
  today: "今天",
};

export const TEXTS: Readonly<Record<Locale, Texts>> = { zh: ZH, en: EN };

/** The tag that makes a browser choose the right glyphs and voice. */
export const LANG: Readonly<Record<Locale, string>> = { zh: "zh-CN", en: "en" };

export function localeOf(tag: string | null | undefined): Locale | undefined {
  return tag ? (/^zh\b/i.test(tag) ? "zh" : "en") : undefined;
}

/** The name in this language, or in the other one rather than none. */
export function nameIn(locale: Locale, names: Names | undefined): string | undefined {
  const other: Locale = locale === "zh" ? "en" : "zh";
  return names?.[locale] || names?.[other] || undefined;
}

const TIMES = new Map<string, Intl.DateTimeFormat>();

function format(key: string, locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${locale} ${key}`;
  const made = TIMES.get(id) ?? new Intl.DateTimeFormat(locale === "zh" ? "zh-CN" : "en-GB", options);
  TIMES.set(id, made);
  return made;
}

export function clock(locale: Locale, at: number): string {
  return format("clock", locale, { hour: "2-digit", minute: "2-digit" }).format(at);
}

export function exact(locale: Locale, at: number): string {
  return format("exact", locale, { dateStyle: "full", timeStyle: "medium" }).format(at);
}

export function day(locale: Locale, at: number, now: number): string {
  if (new Date(at).toDateString() === new Date(now).toDateString()) {
    return TEXTS[locale].today;
  }
  return format("day", locale, { month: "long", day: "numeric", weekday: "long" }).format(at);
}
