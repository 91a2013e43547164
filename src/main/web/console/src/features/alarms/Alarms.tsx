import { BellOutlined } from "@ant-design/icons";
import { Badge, Button, Popover } from "antd";
import { useState } from "react";
import type { Alarm } from "@/shared/api/types";
import { useConversation, useDesk, useDeskState } from "@/shared/desk/hooks";
import { customerName, useWords } from "@/shared/i18n/words";
import { useNow } from "@/shared/lib/clock";
import { duration } from "@/shared/lib/format";
import { select } from "@/shared/lib/selection";
import { EmptyState, Name } from "@/shared/ui/parts";
import css from "./Alarms.module.css";

export function Alarms() {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const state = useDeskState();
  if (!state || state.agent.role === "agent") return null;
  const { alarms } = state;
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      title={t("alarm.label")}
      content={
        alarms.length === 0 ? (
          <EmptyState title={t("alarm.empty")} hint={t("alarm.emptyHint")} />
        ) : (
          <ul className={css.alarms}>
            {alarms.map((alarm) => (
              <li key={alarm.id}>
                <AlarmLine alarm={alarm} onOpen={() => setOpen(false)} />
              </li>
            ))}
          </ul>
        )
      }
    >
      <Badge count={alarms.length} size="small" offset={[-4, 4]}>
        <Button type="text" icon={<BellOutlined />} aria-label={`${t("alarm.label")} (${alarms.length})`} />
      </Badge>
    </Popover>
  );
}

function AlarmLine({ alarm, onOpen }: { alarm: Alarm; onOpen: () => void }) {
  const words = useWords();
  const { t, language } = words;
  const now = useNow();
  const { conversation } = useConversation(alarm.conversation);
  const desk = useDesk();
  const line = (
    <button
      type="button"
      className={css.alarm}
      onClick={() => {
        onOpen();
        select(alarm.conversation);
      }}
    >
      <span className={css.kind}>
        {t(`alarm.${alarm.kind}`)}{" "}
        <span>{t("alarm.since", { time: duration(now - Date.parse(alarm.since), language) })}</span>
      </span>
      <Name>{conversation ? customerName(conversation.customer, words) : alarm.conversation}</Name>
    </button>
  );
  // A wait ends by itself; a case lasts until an agent takes it.
  if (alarm.kind === "waiting-too-long") return line;
  return (
    <>
      {line}
      <Button size="small" onClick={() => desk.acknowledge(alarm.id)}>
        {t("alarm.acknowledge")}
      </Button>
    </>
  );
}
