import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { preferences } from "../lib/preferences";
import en from "./en.json";
import zh from "./zh.json";

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: preferences.get().language,
    fallbackLng: "en",
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: { escapeValue: false },
    returnEmptyString: true,
  });
  const follow = () => {
    const { language } = preferences.get();
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    if (i18next.language !== language) void i18next.changeLanguage(language);
  };
  follow();
  preferences.subscribe(follow);
}
