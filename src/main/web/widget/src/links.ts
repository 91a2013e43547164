/** A part of a message: plain text, or a link with its address. */
export interface Stretch {
  readonly text: string;
  readonly href?: string;
}

// Chinese text has no space after an address, so its punctuation and characters end one.
const ADDRESS = /https?:\/\/[^\s<>"'`\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+/gi;
const TRAILING = /[.,;:!?…]+$/;

/** The address if it is safe to follow: http and https only. */
export function safeHref(address: string, base?: string): string | undefined {
  try {
    const url = new URL(address, base);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** Splits a text at its web addresses. */
export function stretches(text: string): Stretch[] {
  const found: Stretch[] = [];
  let done = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trim(match[0]);
    const href = safeHref(address);
    if (href !== undefined) {
      if (match.index > done) {
        found.push({ text: text.slice(done, match.index) });
      }
      found.push({ text: address, href });
      done = match.index + address.length;
    }
  }
  if (done < text.length) {
    found.push({ text: text.slice(done) });
  }
  return found;
}

function trim(address: string): string {
  const bare = address.replace(TRAILING, "");
  return bare.endsWith(")") && !bare.includes("(") ? bare.slice(0, -1).replace(TRAILING, "") : bare;
}
