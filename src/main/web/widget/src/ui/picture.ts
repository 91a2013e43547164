import type { Locale } from "../language";
import { TEXTS } from "./panel.texts";

const LARGEST_MB = 5;
const KINDS = ["image/jpeg", "image/png", "image/gif", "image/webp"];

export const ACCEPTED = KINDS.join(",");

/** The reason why a file cannot be sent; undefined if it can. */
export function refusalOf(file: File, locale: Locale): string | undefined {
  const texts = TEXTS[locale];
  if (!KINDS.includes(file.type)) {
    return texts.notAPicture;
  }
  return file.size > LARGEST_MB * 1024 * 1024 ? texts.pictureTooLarge(LARGEST_MB) : undefined;
}
