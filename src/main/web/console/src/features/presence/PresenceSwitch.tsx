import { DownOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Tooltip } from "antd";
import type { ChosenPresence } from "@/shared/api/types";
import { useDesk, useDeskState } from "@/shared/desk/hooks";
import { useWords } from "@/shared/i18n/words";
import { Dot } from "@/shared/ui/Dot";
import css from "./PresenceSwitch.module.css";
import { AWAY_REASONS, reasonName } from "./reasons";

/** Presence and used capacity, always visible; the dot's colour is never the only cue. */
export function PresenceSwitch() {
  const words = useWords();
  const { t } = words;
  const desk = useDesk();
  const state = useDeskState();
  const { message } = App.useApp();
  if (!state) return null;
  const { presence, capacity } = state.agent;

  function choose(status: ChosenPresence, reason?: string) {
    desk.request({ type: "set-presence", status, reason }).catch(() => message.error(t("presence.failed")));
  }

  const label =
    presence.status === "away" && presence.reason
      ? t("presence.awayBecause", { reason: reasonName(presence.reason, words) })
      : t(`presence.${presence.status}`);

  const button = (
    <Button className={css.presence} aria-label={`${t("presence.label")}: ${label}`}>
      <Dot state={presence.status} />
      {label}
      <DownOutlined aria-hidden="true" />
    </Button>
  );
  return (
    <div className={css.group}>
      <Tooltip title={t("presence.capacity", { used: presence.used, capacity })}>
        <div
          className={css.capacity}
          role="img"
          aria-label={t("presence.capacity", { used: presence.used, capacity })}
          data-full={presence.used >= capacity}
        >
          <span className={css.cells} aria-hidden="true">
            {capacity <= 10 &&
              Array.from({ length: capacity }, (_, cell) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the cells of a gauge have no identity beyond their position.
                <i key={cell} data-used={cell < presence.used} />
              ))}
          </span>
          <span aria-hidden="true">{t("presence.capacityShort", { used: presence.used, capacity })}</span>
        </div>
      </Tooltip>
      <Dropdown
        trigger={["click"]}
        menu={{
          selectable: true,
          selectedKeys: [presence.status === "away" ? `away:${presence.reason ?? ""}` : presence.status],
          items: [
            { key: "available", label: <Choice status="available" text={t("presence.available")} /> },
            { type: "divider" },
            ...AWAY_REASONS.map((reason) => ({
              key: `away:${reason}`,
              label: <Choice status="away" text={t("presence.awayBecause", { reason: reasonName(reason, words) })} />,
            })),
            { type: "divider" },
            { key: "offline", label: <Choice status="offline" text={t("presence.offline")} /> },
          ],
          onClick: ({ key }) => {
            const [status, reason] = key.split(":");
            choose(status as ChosenPresence, reason || undefined);
          },
        }}
      >
        {presence.status === "not-responding" ? <Tooltip title={t("presence.missed")}>{button}</Tooltip> : button}
      </Dropdown>
    </div>
  );
}

function Choice({ status, text }: { status: ChosenPresence; text: string }) {
  return (
    <span className={css.choice}>
      <Dot state={status} />
      {text}
    </span>
  );
}
