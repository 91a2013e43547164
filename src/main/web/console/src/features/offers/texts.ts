const en = {
  offer: {
    label: "Offers",
    title: "New conversation",
    why: "Why you",
    waited: "Has waited {{time}}",
    left: "{{seconds}} s left",
    accept: "Accept",
    decline: "Decline",
    announce: "New offer: {{name}}. Press A to accept, D to decline.",
  },
};

const zh: typeof en = {
  offer: {
    label: "待接入",
    title: "新会话",
    why: "分配原因",
    waited: "已等{{time}}",
    left: "剩余{{seconds}}秒",
    accept: "接入",
    decline: "拒接",
    announce: "{{name}}的会话待您接入，按 A 接入，按 D 拒接。",
  },
};

export const texts = { en, zh };
