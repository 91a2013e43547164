import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatClient, Snapshot } from "../client";
import type { HandoffStatus, WidgetInfo } from "../direct-line";
import type { Shelf } from "../shelf";
import { type Locale, nameIn, TEXTS } from "../texts";
import { Composer } from "./composer";
import { Icon } from "./icon";
import { refusalOf } from "./picture";
import { Transcript } from "./transcript";

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

/** The opened chat: who answers, the transcript, and where one writes. */
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
      const refusal = refusalOf(file, texts);
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

interface HeaderProps {
  readonly shop: string;
  readonly locale: Locale;
  readonly handoff: HandoffStatus | undefined;
  readonly onClose: () => void;
  readonly onLocale: () => void;
}

function Header({ shop, locale, handoff, onClose, onLocale }: HeaderProps) {
  const texts = TEXTS[locale];
  const agent = handoff?.state === "assigned" ? (nameIn(locale, handoff.agent?.name) ?? texts.agent) : undefined;
  const sub =
    agent !== undefined ? texts.agentAnswers : handoff?.state === "queued" ? texts.waitingForPerson : texts.botAnswers;
  return (
    <div class="top">
      <span class={agent === undefined ? "face" : "face agent"}>
        <Icon name={agent !== undefined ? "person" : handoff?.state === "queued" ? "clock" : "spark"} />
      </span>
      <div class="who">
        <h2 dir="auto">{agent ?? shop}</h2>
        <p role="status">{sub}</p>
      </div>
      <button
        type="button"
        class="quiet language"
        lang={locale === "zh" ? "en" : "zh-CN"}
        aria-label={texts.switchLanguageLabel}
        title={texts.switchLanguageLabel}
        onClick={onLocale}
      >
        {texts.switchLanguage}
      </button>
      <button type="button" class="quiet square" aria-label={texts.close} title={texts.close} onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  );
}

interface WaitingProps {
  readonly handoff: HandoffStatus;
  readonly locale: Locale;
  readonly placeKept: boolean;
}

function Waiting({ handoff, locale, placeKept }: WaitingProps) {
  const texts = TEXTS[locale];
  const { position, expectedWaitSeconds: seconds } = handoff;
  const wait =
    seconds == null ? texts.waitUnknown : seconds < 60 ? texts.waitSoon : texts.waitMinutes(Math.ceil(seconds / 60));
  return (
    <p class="notice waiting" role="status">
      <strong>{position != null && position >= 1 ? texts.position(position) : texts.waitingForPerson}</strong>{" "}
      <span>{wait}</span> {placeKept && <span class="faint">{texts.leaveOpen}</span>}
    </p>
  );
}

interface EndingProps {
  readonly rating: number | undefined;
  readonly locale: Locale;
  readonly onRate: (value: number) => void;
  readonly onAgain: () => void;
}

const MOUTHS = [
  "M8 16.5c1-2 2.4-2.8 4-2.8s3 .8 4 2.8",
  "M8.5 15.8c.9-1.2 2-1.7 3.5-1.7s2.6 .5 3.5 1.7",
  "M8.5 15h7",
  "M8.5 14.2c.9 1.2 2 1.7 3.5 1.7s2.6-.5 3.5-1.7",
  "M7.8 13.5c.9 2.2 2.3 3.2 4.2 3.2s3.3-1 4.2-3.2z",
];

function Ending({ rating, locale, onRate, onAgain }: EndingProps) {
  const texts = TEXTS[locale];
  return (
    <div class="bottom ending">
      {rating === undefined ? (
        <fieldset class="rating">
          <legend>{texts.rateQuestion}</legend>
          <div>
            {MOUTHS.map((mouth, index) => (
              <button
                key={mouth}
                type="button"
                class="quiet"
                aria-label={texts.rateLabel(index + 1)}
                title={texts.rateLabel(index + 1)}
                onClick={() => onRate(index + 1)}
              >
                <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                  <path d={`M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9 9.5v.5M15 9.5v.5${mouth}`} />
                </svg>
              </button>
            ))}
          </div>
        </fieldset>
      ) : (
        <p role="status">{texts.thanks}</p>
      )}
      <button type="button" class="primary" onClick={onAgain}>
        {texts.startAgain}
      </button>
    </div>
  );
}

/** On a small screen the panel covers the page, so Tab must not wander off behind it. */
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
