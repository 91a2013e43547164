const en = {
  sender: {
    reply: "Reply",
    note: "Note",
    mode: "Message type",
    to: "To {{name}} via {{channel}}",
    toTeam: "Only your team can see this",
    placeholderReply: "Reply to the customer",
    placeholderNote: "Note for your team",
    send: "Send",
    saveNote: "Save note",
    hint: "Enter to send, Shift+Enter for a new line",
    hintNote: "Enter to save, Shift+Enter for a new line",
    stale: "{{who}} has replied since you started this draft. Read the reply before you send.",
    staleBot: "The bot has replied since you started this draft. Read the reply before you send.",
    staleDismiss: "I have read it",
    held: "You can keep writing. Messages will be sent as soon as the connection is back.",
  },
};

const zh: typeof en = {
  sender: {
    reply: "回复",
    note: "备注",
    mode: "消息类型",
    to: "通过{{channel}}发给{{name}}",
    toTeam: "只有团队成员可见",
    placeholderReply: "回复客户",
    placeholderNote: "写给团队的备注",
    send: "发送",
    saveNote: "保存备注",
    hint: "Enter 发送，Shift+Enter 换行",
    hintNote: "Enter 保存，Shift+Enter 换行",
    stale: "您起草期间，{{who}}已经回复，请阅读后再发送。",
    staleBot: "您起草期间，机器人已经回复，请阅读后再发送。",
    staleDismiss: "我已阅读",
    held: "您可以继续输入，连接恢复后消息会立即发出。",
  },
};

export const texts = { en, zh };
