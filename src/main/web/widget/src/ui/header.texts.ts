import { texts } from "../language";

export const TEXTS = texts(
  {
    close: "Close the chat",
    switchLanguage: "中文",
    switchLanguageLabel: "切换到中文",
    botAnswers: "You are chatting with the assistant",
    agentAnswers: "You are chatting with an agent",
    waiting: "Waiting for an agent",
  },
  {
    close: "关闭客服窗口",
    switchLanguage: "EN",
    switchLanguageLabel: "Switch to English",
    botAnswers: "智能助手为您服务",
    agentAnswers: "人工客服为您服务",
    waiting: "正在为您转接人工客服",
  },
);
