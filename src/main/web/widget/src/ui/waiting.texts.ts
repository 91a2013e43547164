import { texts } from "../language";

export const TEXTS = texts(
  {
    waiting: "Waiting for an agent",
    position: (n: number) => (n === 1 ? "You are next." : `You are number ${n} in line.`),
    waitUnknown: "The wait time is not known yet.",
    waitSoon: "Expected wait: less than a minute.",
    waitMinutes: (n: number) => `Expected wait: about ${n} ${n === 1 ? "minute" : "minutes"}.`,
    leaveOpen: "You can close this window without losing your place.",
  },
  {
    waiting: "正在为您转接人工客服",
    position: (n) => (n === 1 ? "下一位就是您。" : `您前面还有${n - 1}人。`),
    waitUnknown: "暂时无法预估等待时间。",
    waitSoon: "预计等待不到1分钟。",
    waitMinutes: (n) => `预计等待约${n}分钟。`,
    leaveOpen: "您可以先关闭窗口，排队位置会为您保留。",
  },
);
