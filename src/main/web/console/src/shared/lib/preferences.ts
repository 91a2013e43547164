import { Store } from "./store";

export type Theme = "system" | "light" | "dark";
export type UiLanguage = "zh" | "en";
export type Preferences = { theme: Theme; language: UiLanguage; sound: boolean };

function preferredLanguage(): UiLanguage {
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export const preferences = new Store<Preferences>(
  { theme: "system", language: preferredLanguage(), sound: false },
  "parley.preferences",
);

export function prefer(change: Partial<Preferences>): void {
  preferences.update((before) => ({ ...before, ...change }));
}
