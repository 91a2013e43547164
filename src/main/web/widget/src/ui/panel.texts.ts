import { texts } from "../language";

export const TEXTS = texts(
  {
    chat: "Chat with us",
    offline: "You’re offline. What you write is kept and sent when the connection is back.",
    dismiss: "Dismiss",
    notAPicture: "Only pictures (JPEG, PNG, GIF, WebP) can be sent.",
    pictureTooLarge: (mb: number) => `This picture is larger than ${mb} MB. Please choose a smaller one.`,
    dropHere: "Drop the picture here",
  },
  {
    chat: "在线客服",
    offline: "网络已断开。您输入的内容会保留，网络恢复后自动发送。",
    dismiss: "知道了",
    notAPicture: "仅支持发送图片（JPEG、PNG、GIF、WebP）。",
    pictureTooLarge: (mb) => `图片不能超过${mb}MB，请换一张小一点的。`,
    dropHere: "松开即可发送图片",
  },
);
