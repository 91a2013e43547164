import { texts } from "../language";

export const TEXTS = texts(
  {
    end: "End conversation",
    question: "End this conversation? You can continue it later.",
    waitingQuestion: "End this conversation? You will lose your place in line.",
    confirm: "End",
    cancel: "Keep chatting",
  },
  {
    end: "结束对话",
    question: "确定要结束本次对话吗？之后仍可继续。",
    waitingQuestion: "确定要结束本次对话吗？排队位置将不再保留。",
    confirm: "结束",
    cancel: "继续咨询",
  },
);
