import { texts } from "../language";

export const TEXTS = texts(
  {
    write: "Write a message",
    send: "Send",
    picture: "Send a picture",
    person: "Talk to a person",
    personMessage: "I would like to talk to a person.",
    tooLong: (n: number) => `Your message is ${n} ${n === 1 ? "character" : "characters"} too long. Please shorten it.`,
  },
  {
    write: "请输入消息",
    send: "发送",
    picture: "发送图片",
    person: "转人工",
    personMessage: "我想转人工客服。",
    tooLong: (n) => `超出${n}个字，请缩短后再发送。`,
  },
);
