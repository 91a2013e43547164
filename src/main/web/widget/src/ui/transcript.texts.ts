import { texts } from "../language";

export const TEXTS = texts(
  {
    greeting: "Hello! How can we help?",
    suggestions: "Popular questions",
    log: "Conversation",
    loading: "Loading your conversation…",
    earlier: "Show earlier messages",
    newMessages: "New messages",
    typing: (name: string) => `${name} is typing`,
    joined: (name: string) => `${name} has joined the conversation`,
    returned: "The assistant is answering again",
    ended: "This conversation has ended",
    overForNow: "This conversation has ended. Write a message to continue it.",
    afresh: "The conversation above has expired. A new one starts here.",
  },
  {
    greeting: "您好！请问有什么可以帮您？",
    suggestions: "大家都在问",
    log: "对话内容",
    loading: "正在加载对话…",
    earlier: "查看更早的消息",
    newMessages: "有新消息",
    typing: (name) => `${name}正在输入`,
    joined: (name) => `${name}已接入，为您服务`,
    returned: "智能助手将继续为您服务",
    ended: "本次对话已结束",
    overForNow: "本次对话已结束，发送消息即可继续",
    afresh: "以上对话已过期，以下为新的对话",
  },
);
