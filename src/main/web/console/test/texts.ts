import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { TEXTS } from "../src/app/i18n";
import { texts as products } from "../src/features/knowledge/products/texts";
import { texts as knowledge } from "../src/features/knowledge/texts";
import { addTexts } from "../src/shared/i18n/i18n";

/** Everything the console can say. */
export const ALL = [...TEXTS, knowledge, products];

/** In English at first. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({ lng: "en", resources: {} });
  ALL.forEach(addTexts);
}
