import { texts } from "../language";

export const TEXTS = texts(
  {
    open: "Open the chat",
    unread: (n: number) => `${n} unread ${n === 1 ? "message" : "messages"}`,
    close: "Close the chat",
  },
  {
    open: "打开在线客服",
    unread: (n) => `${n}条未读消息`,
    close: "关闭客服窗口",
  },
);
