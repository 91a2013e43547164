import { texts } from "../language";

export const TEXTS = texts(
  {
    question: "How did we do?",
    ratings: ["Very poor", "Poor", "Okay", "Good", "Very good"],
    thanks: "Thank you for your rating.",
    startAgain: "Start a new conversation",
  },
  {
    question: "您对本次服务满意吗？",
    ratings: ["非常不满意", "不满意", "一般", "满意", "非常满意"],
    thanks: "感谢您的评价！",
    startAgain: "开始新的对话",
  },
);
