import { render } from "preact";
import { ChatClient } from "./client";
import { DirectLine } from "./direct-line";
import { TIMING } from "./environment";
import { type Locale, localeOf } from "./language";
import { LocalShelf } from "./shelf";
import { App, type Face } from "./ui/app";
import { css } from "./ui/styles";

/** The widget's API for pages: `window.Parley`. */
export interface ParleyApi {
  open(): void;
  close(): void;
  /** Sets the customer's name as shown to agents; `null` removes it. */
  setUser(user: { name?: string } | null): void;
  setLocale(locale: string): void;
  /** Forgets customer and conversation, when the customer signs out of the shop. */
  reset(): void;
}

declare global {
  interface Window {
    Parley?: ParleyApi;
  }
}

function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

function addStyles(root: ShadowRoot): void {
  if ("adoptedStyleSheets" in root) {
    // Not a style element, so that a page's content security policy need not allow inline styles.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } else {
    const style = document.createElement("style");
    style.textContent = css;
    (root as ShadowRoot).append(style);
  }
}

/** Black or white, whichever has more contrast with the accent colour. */
function readableOn(colour: string): string {
  const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.3 ? "#111" : "#fff";
}

function mount(script: HTMLScriptElement, channel: string): ParleyApi {
  const data = script.dataset;
  const server = (data.server ?? (script.src ? new URL(script.src, location.href).origin : location.origin)).replace(
    /\/+$/,
    "",
  );
  const shelf = new LocalShelf(`parley:${server}:${channel}:`, storage());
  const client = new ChatClient({
    server,
    channel,
    account: data.account && data.accountProof ? { id: data.account, proof: data.accountProof } : undefined,
    shelf,
    fetch: fetch.bind(globalThis),
    openSocket: (url) => new WebSocket(url),
    locks: navigator.locks,
    online: () => navigator.onLine !== false,
    visible: () => document.visibilityState === "visible",
    timing: TIMING,
  });

  const host = document.createElement("parley-chat");
  if (data.accent && CSS.supports("color", data.accent)) {
    host.style.setProperty("--parley-accent", data.accent);
  }
  host.dataset.theme = data.theme === "light" || data.theme === "dark" ? data.theme : "auto";
  host.dataset.position = data.position === "left" ? "left" : "right";
  const root = host.attachShadow({ mode: "open", delegatesFocus: false });
  addStyles(root);
  const place = document.createElement("div");
  root.append(place);
  document.body.append(host);
  const probe = document.createElement("i");
  probe.className = "accent-probe";
  root.append(probe);
  host.style.setProperty("--parley-on-accent", readableOn(getComputedStyle(probe).color));
  probe.remove();

  const pageLocale = () =>
    localeOf(data.locale) ?? localeOf(document.documentElement.lang) ?? localeOf(navigator.language) ?? "en";
  const chosen = shelf.get<{ locale: Locale; page: Locale }>("locale");
  // A customer's choice is kept until the page itself is switched to another language.
  const first = chosen?.page === pageLocale() ? chosen.locale : pageLocale();
  const endOnClose = data.endOnClose === "true";
  let face: Face | undefined;
  const wire = new DirectLine(server, fetch.bind(globalThis));
  render(
    <App
      client={client}
      shelf={shelf}
      server={server}
      locale={first}
      endOnClose={endOnClose}
      loadInfo={() => wire.widget(channel)}
      onLocale={(locale) => shelf.set("locale", { locale, page: pageLocale() })}
      expose={(shown) => {
        face = shown;
      }}
    />,
    place,
  );
  if (!data.locale) {
    new MutationObserver(() => face?.setLocale(pageLocale())).observe(document.documentElement, {
      attributeFilter: ["lang"],
    });
  }
  addEventListener("online", () => client.wake());
  addEventListener("offline", () => client.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      client.wake();
    }
  });
  if (endOnClose) {
    addEventListener("pagehide", () => client.leave());
  }
  client.start();
  return {
    open: () => face?.open(),
    close: () => face?.close(),
    setUser: (user) => client.setCustomerName(user?.name),
    setLocale: (locale) => face?.setLocale(localeOf(locale) ?? "en"),
    reset: () => client.reset(),
  };
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && !window.Parley) {
  const channel = script.dataset.channel;
  if (!channel) {
    console.error("Parley: the script tag needs data-channel, the key of a web-chat account.");
  } else if (document.body) {
    window.Parley = mount(script, channel);
  } else {
    document.addEventListener("DOMContentLoaded", () => {
      window.Parley = mount(script, channel);
    });
  }
}
