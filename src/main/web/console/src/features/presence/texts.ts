const en = {
  presence: {
    label: "Your presence",
    available: "Available",
    away: "Away",
    offline: "Offline",
    "not-responding": "Not responding",
    capacity: "{{used}} of {{capacity}} in use",
    capacityShort: "{{used}}/{{capacity}}",
    awayBecause: "Away: {{reason}}",
    failed: "Your presence could not be changed. Try again.",
    missed: "You missed an offer, so you will not get new ones. Go available again when you are ready.",
    reason: {
      break: "Break",
      lunch: "Lunch",
      meeting: "Meeting",
      training: "Training",
      "follow-up": "Follow-up work",
    },
  },
};

const zh: typeof en = {
  presence: {
    label: "您的状态",
    available: "在线",
    away: "离开",
    offline: "离线",
    "not-responding": "未响应",
    capacity: "接待量 {{used}}/{{capacity}}",
    capacityShort: "{{used}}/{{capacity}}",
    awayBecause: "离开：{{reason}}",
    failed: "状态更改失败，请重试。",
    missed: "上次分配的会话超时未接入，系统已暂停为您分配。准备好后请切换为在线。",
    reason: {
      break: "休息",
      lunch: "午餐",
      meeting: "会议",
      training: "培训",
      "follow-up": "后续处理",
    },
  },
};

export const texts = { en, zh };
