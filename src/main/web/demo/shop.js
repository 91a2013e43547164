// The shop in the visitor's language, as a signed-in customer or as a stranger: restores the previous choice.
(() => {
  const LANGUAGE = "demo-shop-language";
  const ACCOUNT = "demo-shop-account";
  const STRANGER = "-";
  const CHANNEL = "demo.webchat-demo";
  const root = document.documentElement;

  function remembered(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  function remember(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      // The choice is then kept for this page only.
    }
  }

  let language = remembered(LANGUAGE) ?? (/^zh/i.test(navigator.language) ? "zh" : "en");
  let account = null;
  let canSignIn = false;

  function show() {
    root.lang = language === "zh" ? "zh-CN" : "en";
    for (const element of document.querySelectorAll("[data-zh]")) {
      element.textContent = element.dataset[language];
    }
    const button = document.getElementById("language");
    if (button) {
      button.textContent = language === "zh" ? "EN" : "中文";
      button.lang = language === "zh" ? "en" : "zh-CN";
      button.setAttribute("aria-label", language === "zh" ? "Switch to English" : "切换到中文");
    }
    showAccount();
  }

  function showAccount() {
    const sign = document.getElementById("sign");
    if (!sign || !canSignIn) {
      return;
    }
    const shown = document.getElementById("account");
    sign.hidden = shown.hidden = false;
    const [nobody, signIn, signOut] =
      language === "zh" ? ["未登录", "登录", "退出登录"] : ["Not signed in", "Sign in", "Sign out"];
    shown.textContent = account ?? nobody;
    sign.textContent = account ? signOut : signIn;
  }

  /** An account for this browser, so that several people can try the demo at the same time; all of them have the same orders. */
  function ownAccount() {
    const known = remembered(ACCOUNT);
    if (known && known !== STRANGER) {
      return known;
    }
    const own = `demo-customer-${Math.random().toString(36).slice(2, 8)}`;
    remember(ACCOUNT, own);
    return own;
  }

  /** The shop's server vouches for the customer. Without a demo customer, all visitors are strangers. */
  async function proven(id) {
    try {
      const answer = await fetch(`/demo/account?id=${encodeURIComponent(id)}`);
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  async function openChat() {
    // The link by which the assistant asks the customer to sign in.
    const asked = new URLSearchParams(location.search).get("account") === "demo";
    if (asked) {
      history.replaceState(null, "", location.pathname);
    }
    const stranger = !asked && remembered(ACCOUNT) === STRANGER;
    const answer = await proven(stranger ? "demo-customer" : ownAccount());
    canSignIn = answer !== null;
    const chat = document.createElement("script");
    chat.src = "/widget.js";
    chat.dataset.channel = CHANNEL;
    if (answer && !stranger) {
      account = answer.account;
      chat.dataset.account = answer.account;
      chat.dataset.accountProof = answer.proof;
    }
    showAccount();
    document.body.append(chat);
  }

  // Before the body is read, so that the chat script finds the language when it starts.
  show();
  document.addEventListener("DOMContentLoaded", () => {
    show();
    document.getElementById("language").addEventListener("click", () => {
      language = language === "zh" ? "en" : "zh";
      remember(LANGUAGE, language);
      show();
    });
    document.getElementById("sign").addEventListener("click", () => {
      if (account) {
        remember(ACCOUNT, STRANGER);
      } else {
        try {
          localStorage.removeItem(ACCOUNT);
        } catch {
          // Nothing to remove.
        }
      }
      location.reload();
    });
    document.getElementById("ask").addEventListener("click", () => window.Parley?.open());
    void openChat();
  });
})();
