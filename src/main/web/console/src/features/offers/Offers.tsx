import { App, Button, Tag } from "antd";
import { useEffect, useState } from "react";
import type { Reservation } from "@/shared/api/types";
import { useDesk, useDeskState } from "@/shared/desk/hooks";
import { channelName, customerName, failureText, useWords } from "@/shared/i18n/words";
import { useNow } from "@/shared/lib/clock";
import { duration, local } from "@/shared/lib/format";
import { useHotkeys } from "@/shared/lib/hotkeys";
import { preferences } from "@/shared/lib/preferences";
import { select } from "@/shared/lib/selection";
import { Key, Name } from "@/shared/ui/parts";
import textCss from "@/shared/ui/text.module.css";
import { chime } from "./chime";
import css from "./Offers.module.css";

export function Offers() {
  const words = useWords();
  const { t } = words;
  const desk = useDesk();
  const { message } = App.useApp();
  const [answering, setAnswering] = useState<string>();
  const reservations = useDeskState()?.reservations ?? [];
  const first = reservations[0];

  useEffect(
    () =>
      desk.on((event) => {
        if (event.type === "offered" && preferences.get().sound) chime();
      }),
    [desk],
  );

  async function answer(reservation: Reservation, type: "accept" | "decline") {
    if (answering) return;
    setAnswering(reservation.id);
    try {
      await desk.request({ type, reservation: reservation.id });
      if (type === "accept") select(reservation.conversation.id);
    } catch (error) {
      message.error(failureText(error, words));
    } finally {
      setAnswering(undefined);
    }
  }

  useHotkeys(
    first ? { a: () => void answer(first, "accept"), d: () => void answer(first, "decline") } : {},
    first !== undefined,
  );

  return (
    <section className={css.offers} aria-label={t("offer.label")}>
      <div className={textCss.hidden} role="status">
        {first && t("offer.announce", { name: customerName(first.conversation.customer, words) })}
      </div>
      {reservations.map((reservation, index) => (
        <OfferCard
          key={reservation.id}
          reservation={reservation}
          first={index === 0}
          busy={answering === reservation.id}
          onAnswer={(type) => void answer(reservation, type)}
        />
      ))}
    </section>
  );
}

type CardProps = {
  reservation: Reservation;
  first: boolean;
  busy: boolean;
  onAnswer: (type: "accept" | "decline") => void;
};

function OfferCard({ reservation, first, busy, onAnswer }: CardProps) {
  const words = useWords();
  const { t, language } = words;
  const now = useNow();
  const { conversation, why } = reservation;
  const total = Date.parse(reservation.expiresAt) - Date.parse(reservation.offeredAt);
  // The clock advances in whole seconds and may differ from the server's, so the rest is capped at the total.
  const left = Math.min(total, Math.max(0, Date.parse(reservation.expiresAt) - now));
  const seconds = Math.ceil(left / 1000);
  return (
    <article className={css.offer}>
      <div className={css.time} aria-hidden="true">
        <i style={{ transform: `scaleX(${total > 0 ? Math.min(1, left / total) : 0})` }} data-short={seconds <= 5} />
      </div>
      <header>
        <div>
          <span className={css.kicker}>{t("offer.title")}</span>
          <h2>
            <Name>{customerName(conversation.customer, words)}</Name>
          </h2>
        </div>
        <span className={css.left}>{t("offer.left", { seconds })}</span>
      </header>
      <p className={css.facts}>
        <Tag>{t(`language.${conversation.language}`)}</Tag>
        <Tag>{channelName(conversation.customer.channel, words)}</Tag>
        <span>{t("offer.waited", { time: duration(why.waitedSeconds * 1000, language) })}</span>
      </p>
      {conversation.handoff?.summary && (
        <p className={css.summary} dir="auto">
          {conversation.handoff.summary}
        </p>
      )}
      <p className={css.why}>
        <strong>{t("offer.why")}</strong> {local(why.text, language)}
      </p>
      <div className={css.actions}>
        <Button type="primary" disabled={busy} onClick={() => onAnswer("accept")}>
          {t("offer.accept")}
          {first && <Key>A</Key>}
        </Button>
        <Button disabled={busy} onClick={() => onAnswer("decline")}>
          {t("offer.decline")}
          {first && <Key>D</Key>}
        </Button>
      </div>
    </article>
  );
}
