import { texts } from "../language";

export const TEXTS = texts(
  {
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
    pictureAlt: (name: string) => `Picture: ${name}`,
    file: "File",
  },
  {
    pending: "发送中…",
    sent: "已发送",
    troubled: "尚未发出，正在重试…",
    failedRefused: "消息发送失败。",
    failedTooLarge: "文件过大，无法发送。",
    retry: "重试",
    discard: "删除",
    sources: "参考资料：",
    showAll: "展开全文",
    showLess: "收起",
    pictureAlt: (name) => `图片：${name}`,
    file: "文件",
  },
);
