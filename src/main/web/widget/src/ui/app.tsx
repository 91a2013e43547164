import { type Retry, untilNextTry } from "@parley/wire/retry";
import { useCallback, useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import type { ChatClient } from "../client";
import type { WidgetInfo } from "../direct-line";
import { LANG, type Locale } from "../language";
import type { Shelf } from "../shelf";
import { TEXTS } from "./app.texts";
import { Icon } from "./icon";
import { Panel } from "./panel";

/** The page's controls of the widget's appearance. */
export interface Face {
  open(): void;
  close(): void;
  setLocale(locale: Locale): void;
}

export interface AppProps {
  readonly client: ChatClient;
  readonly shelf: Shelf;
  readonly server: string;
  readonly locale: Locale;
  readonly endOnClose?: boolean;
  readonly loadInfo: () => Promise<WidgetInfo>;
  readonly onLocale: (locale: Locale) => void;
  readonly expose: (face: Face) => void;
}

const OPEN = "open";
const RETRY: Retry = { first: 2_000, longest: 60_000 };

/** The launcher and, once opened, the panel. */
export function App(props: AppProps) {
  const { client, shelf, server, locale: first, endOnClose = false, loadInfo, onLocale, expose } = props;
  const [open, setOpen] = useState(() => shelf.get<boolean>(OPEN) === true && matchMedia("(min-width: 640px)").matches);
  const [locale, setLocale] = useState(first);
  const [info, setInfo] = useState<WidgetInfo>();
  const [, redraw] = useReducer((count: number, _: undefined) => count + 1, 0);
  const launcher = useRef<HTMLButtonElement>(null);
  /** Focus moves only when the customer opens or closes the panel, never on page load. */
  const moved = useRef(false);
  const texts = TEXTS[locale];
  const snapshot = client.snapshot;
  const unreadNow = snapshot.unread;

  useEffect(() => client.subscribe(() => redraw(undefined)), [client]);

  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = (failures: number) =>
      loadInfo().then(
        (loaded) => {
          if (!gone) {
            setInfo(loaded);
          }
        },
        (error: unknown) => {
          timer = setTimeout(() => void load(failures + 1), untilNextTry(RETRY, failures + 1, error));
        },
      );
    void load(0);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [loadInfo]);

  const show = useCallback(
    (value: boolean) => {
      moved.current = true;
      shelf.set(OPEN, value);
      setOpen(value);
    },
    [shelf],
  );
  useLayoutEffect(() => expose({ open: () => show(true), close: () => show(false), setLocale }), [expose, show]);
  useEffect(() => {
    if (open) {
      client.look();
    }
  }, [open, client]);
  useEffect(() => {
    if (!open && moved.current) {
      launcher.current?.focus();
    }
  }, [open]);

  useEffect(() => {
    const read = () => {
      if (open && document.visibilityState === "visible" && unreadNow > 0) {
        client.markRead();
      }
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [open, client, unreadNow]);

  const unread = open ? 0 : unreadNow;
  return (
    <div class="parley" lang={LANG[locale]}>
      {open && (
        <Panel
          client={client}
          snapshot={snapshot}
          info={info}
          shelf={shelf}
          server={server}
          locale={locale}
          takeFocus={moved.current}
          endOnClose={endOnClose}
          onClose={() => show(false)}
          onLocale={(chosen) => {
            setLocale(chosen);
            onLocale(chosen);
          }}
        />
      )}
      <button
        ref={launcher}
        type="button"
        class={open ? "launcher opened" : "launcher"}
        aria-label={open ? texts.close : unread > 0 ? `${texts.open}, ${texts.unread(unread)}` : texts.open}
        aria-expanded={open}
        onClick={() => show(!open)}
      >
        <Icon name={open ? "down" : "chat"} />
        {unread > 0 && (
          <span class="badge" aria-hidden="true">
            {unread > 99 ? "99+" : unread}
          </span>
        )}
      </button>
    </div>
  );
}
