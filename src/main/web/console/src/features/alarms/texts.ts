const en = {
  alarm: {
    label: "Alarms",
    empty: "No alarms",
    emptyHint: "You will be alerted here when a customer waits too long or is unhappy several times in a row.",
    "waiting-too-long": "Waiting too long",
    "unhappy-customer": "Unhappy customer, case opened",
    acknowledge: "Acknowledge",
    since: "for {{time}}",
  },
};

const zh: typeof en = {
  alarm: {
    label: "告警",
    empty: "没有告警",
    emptyHint: "客户等待过久或多次表示不满时，会在这里提醒您。",
    "waiting-too-long": "等待过久",
    "unhappy-customer": "客户不满，已建工单",
    acknowledge: "我来处理",
    since: "已持续{{time}}",
  },
};

export const texts = { en, zh };
