// The shop in the visitor's language: the one chosen here before, else the browser's.
(() => {
  const KEY = "demo-shop-language";
  const root = document.documentElement;

  function remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  function show(language) {
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
  }

  let language = remembered() ?? (/^zh/i.test(navigator.language) ? "zh" : "en");
  // Before the body is read, so that the chat script finds the language when it starts.
  show(language);
  document.addEventListener("DOMContentLoaded", () => {
    show(language);
    document.getElementById("language").addEventListener("click", () => {
      language = language === "zh" ? "en" : "zh";
      try {
        localStorage.setItem(KEY, language);
      } catch {
        // The choice then holds for this page only.
      }
      show(language);
    });
    document.getElementById("ask").addEventListener("click", () => window.Parley?.open());
  });
})();
