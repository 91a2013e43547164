import "i18next";
import type { Keys } from "./i18n";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: Keys };
  }
}
