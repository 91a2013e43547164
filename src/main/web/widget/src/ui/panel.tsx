import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatClient, Snapshot } from "../client";
import type { WidgetInfo } from "../direct-line";
import { type Locale, nameIn } from "../language";
import type { Shelf } from "../shelf";
import { Composer } from "./composer";
import { Ending } from "./ending";
import { Header } from "./header";
import { TEXTS } from "./panel.texts";
import { refusalOf } from "./picture";
import { Transcript } from "./transcript";
import { Waiting } from "./waiting";

export interface PanelProps {
  readonly client: ChatClient;
  readonly snapshot: Snapshot;
  readonly info: WidgetInfo | undefined;
  readonly shelf: Shelf;
  readonly server: string;
  readonly locale: Locale;
  readonly takeFocus: boolean;
  /** Closing the page ends the conversation. */
  readonly endOnClose: boolean;
  readonly onClose: () => void;
  readonly onLocale: (locale: Locale) => void;
}

/** The open chat: header, transcript and composer. */
export function Panel(props: PanelProps) {
  const { client, snapshot, info, shelf, server, locale, takeFocus, endOnClose, onClose, onLocale } = props;
  const texts = TEXTS[locale];
  const panel = useRef<HTMLElement>(null);
  const [complaint, setComplaint] = useState<string>();
  const [dragging, setDragging] = useState(false);
  const { handoff, ended } = snapshot;
  const shop = nameIn(locale, info?.name) ?? texts.chat;

  useEffect(() => {
    if (takeFocus) {
      // On a touch screen the keyboard would cover the greeting.
      const target = matchMedia("(pointer: coarse)").matches ? panel.current : panel.current?.querySelector("textarea");
      (target ?? panel.current)?.focus({ preventScroll: true });
    }
  }, [takeFocus]);

  const send = (text: string, value?: unknown) => {
    setComplaint(undefined);
    client.send(text, locale, value);
  };
  const addPictures = (files: Iterable<File>) => {
    setComplaint(undefined);
    for (const file of files) {
      const refusal = refusalOf(file, locale);
      if (refusal === undefined) {
        client.sendPicture(file, locale);
      } else {
        setComplaint(refusal);
      }
    }
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.isComposing) {
      event.stopPropagation();
      onClose();
    } else if (event.key === "Tab" && matchMedia("(max-width: 639px)").matches) {
      keepFocusInside(event, panel.current);
    }
  };

  return (
    <section
      ref={panel}
      class="panel"
      role="dialog"
      aria-label={shop}
      tabIndex={-1}
      onKeyDown={keys}
      onDragOver={(event) => {
        if (ended === undefined && event.dataTransfer?.types.includes("Files")) {
          event.preventDefault();
          setDragging(true);
        }
      }}
      onDragLeave={(event) => {
        if (!panel.current?.contains(event.relatedTarget as Node | null)) {
          setDragging(false);
        }
      }}
      onDrop={(event) => {
        setDragging(false);
        if (ended === undefined && event.dataTransfer?.files.length) {
          event.preventDefault();
          addPictures(event.dataTransfer.files);
        }
      }}
    >
      <Header
        shop={shop}
        locale={locale}
        handoff={handoff}
        onClose={onClose}
        onLocale={() => {
          setComplaint(undefined);
          onLocale(locale === "zh" ? "en" : "zh");
        }}
      />
      {snapshot.connection === "disconnected" && (
        <p class="notice offline" role="status">
          {texts.offline}
        </p>
      )}
      {handoff?.state === "queued" && <Waiting handoff={handoff} locale={locale} placeKept={!endOnClose} />}
      <Transcript client={client} snapshot={snapshot} info={info} server={server} locale={locale} onChoose={send} />
      {complaint !== undefined && ended === undefined && (
        <p class="notice complaint" role="alert">
          <span>{complaint}</span>
          <button type="button" class="quiet" onClick={() => setComplaint(undefined)}>
            {texts.dismiss}
          </button>
        </p>
      )}
      {ended === undefined ? (
        <Composer
          shelf={shelf}
          locale={locale}
          askForPerson={handoff?.state !== "queued" && handoff?.state !== "assigned" && snapshot.loaded}
          endable={snapshot.endable}
          waiting={handoff?.state === "queued"}
          onEnd={() => client.end()}
          onSend={send}
          onPictures={addPictures}
          onTyping={() => client.typing()}
        />
      ) : (
        <Ending
          rating={snapshot.rating}
          locale={locale}
          onRate={(value) => client.rate(value)}
          onAgain={() => client.startAgain()}
        />
      )}
      {dragging && <div class="drop">{texts.dropHere}</div>}
    </section>
  );
}

/** On a small screen the panel covers the page, so Tab must not move the focus behind it. */
function keepFocusInside(event: KeyboardEvent, panel: HTMLElement | null): void {
  const all = [...(panel?.querySelectorAll<HTMLElement>('button, textarea, a[href], [tabindex="0"]') ?? [])].filter(
    (element) => !element.matches(":disabled") && element.getClientRects().length > 0,
  );
  const at = (panel?.getRootNode() as ShadowRoot | undefined)?.activeElement;
  const edge = event.shiftKey ? all[0] : all.at(-1);
  if (at === edge || at === panel) {
    event.preventDefault();
    (event.shiftKey ? all.at(-1) : all[0])?.focus();
  }
}
