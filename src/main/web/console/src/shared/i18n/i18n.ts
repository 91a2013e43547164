import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { preferences } from "../lib/preferences";

/** The texts of a part of the console, in both languages; the top-level keys of each part are its own. */
export type Texts = { en: object; zh: object };

const LANGUAGES = ["en", "zh"] as const;

export async function startI18n(texts: readonly Texts[]): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: preferences.get().language,
    fallbackLng: "en",
    resources: { en: { translation: {} }, zh: { translation: {} } },
    interpolation: { escapeValue: false },
    returnEmptyString: true,
  });
  texts.forEach(addTexts);
  const follow = () => {
    const { language } = preferences.get();
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    if (i18next.language !== language) void i18next.changeLanguage(language);
  };
  follow();
  preferences.subscribe(follow);
}

/** For a part that is loaded later: must be called before it is rendered. */
export function addTexts(texts: Texts): void {
  for (const language of LANGUAGES) i18next.addResourceBundle(language, "translation", texts[language], true);
}
