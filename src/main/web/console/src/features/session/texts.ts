const en = {
  signIn: {
    title: "Sign in to your desk",
    email: "E-mail",
    password: "Password",
    remember: "Keep me signed in on this computer",
    submit: "Sign in",
    needEmail: "Enter your e-mail address.",
    needPassword: "Enter your password.",
    refused: "The e-mail address or password is wrong. Check both and try again.",
    tooMany: "Too many attempts. Wait a minute, then try again.",
    offline: "The server cannot be reached. Check your connection and try again.",
    failed: "You could not be signed in. Try again in a moment.",
    expired: "Your session has expired. Sign in again – your drafts are still here.",
    signedOut: "You are signed out.",
    signedOutEverywhere: "You are signed out on all devices.",
  },
  everywhere: {
    title: "Sign out on all devices?",
    text: "Within seconds, you will be signed out of every browser on every device, including this one. Unsent drafts stay on the device you wrote them on.",
    confirm: "Sign out everywhere",
  },
};

const zh: typeof en = {
  signIn: {
    title: "登录工作台",
    email: "邮箱",
    password: "密码",
    remember: "在此设备上保持登录",
    submit: "登录",
    needEmail: "请输入邮箱地址。",
    needPassword: "请输入密码。",
    refused: "邮箱或密码不正确，请检查后重试。",
    tooMany: "尝试次数过多，请稍等一分钟再试。",
    offline: "无法连接服务器，请检查网络后重试。",
    failed: "登录失败，请稍后再试。",
    expired: "登录已过期，请重新登录。草稿已为您保留。",
    signedOut: "您已退出登录。",
    signedOutEverywhere: "您已在所有设备上退出登录。",
  },
  everywhere: {
    title: "要在所有设备上退出登录吗？",
    text: "您在每台设备、每个浏览器中的登录都会在几秒内失效，包括这里。尚未发送的草稿会保留在各自的设备上。",
    confirm: "全部退出",
  },
};

export const texts = { en, zh };
