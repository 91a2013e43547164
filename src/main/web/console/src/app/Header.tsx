import { QuestionCircleOutlined, SearchOutlined, SettingOutlined, UserOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { Alarms } from "@/features/alarms/Alarms";
import { PresenceSwitch } from "@/features/presence/PresenceSwitch";
import { signOut, signOutEverywhere } from "@/features/session/signOut";
import { useConnection, useDesk, useMe } from "@/shared/desk/hooks";
import { useWords } from "@/shared/i18n/words";
import { useNow } from "@/shared/lib/clock";
import { local } from "@/shared/lib/format";
import { intents } from "@/shared/lib/intents";
import { openKnowledge, place } from "@/shared/lib/place";
import { prefer, preferences, type Theme } from "@/shared/lib/preferences";
import { select, selection } from "@/shared/lib/selection";
import { useStore } from "@/shared/lib/store";
import { Brand } from "@/shared/ui/Brand";
import { Dot } from "@/shared/ui/Dot";
import { Key, useLasting } from "@/shared/ui/parts";
import textCss from "@/shared/ui/text.module.css";
import css from "./Header.module.css";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function Header({ onCustomer }: { onCustomer: (() => void) | undefined }) {
  const words = useWords();
  const { t, language } = words;
  const dialogs = App.useApp();
  const { theme, sound } = useStore(preferences);
  const desk = useDesk();
  const me = useMe();

  return (
    <header className={css.header}>
      <Brand size={22} brief />
      <Pages />
      <ConnectionState />
      <span className={css.space} />
      <Button className={css.palette} icon={<SearchOutlined />} onClick={() => intents.tell("palette")}>
        <span className={textCss.wide}>{t("header.palette")}</span>
        <span className={css.key}>
          <Key>Ctrl K</Key>
        </span>
      </Button>
      {onCustomer && (
        <Button
          className={css.customer}
          type="text"
          icon={<UserOutlined />}
          aria-label={t("header.customer")}
          onClick={onCustomer}
        />
      )}
      <PresenceSwitch />
      <Alarms />
      <Dropdown
        trigger={["click"]}
        menu={{
          selectedKeys: [theme, language, ...(sound ? ["sound"] : [])],
          items: [
            {
              type: "group",
              label: t("header.theme"),
              children: THEMES.map((key) => ({ key, label: t(`header.theme_${key}`) })),
            },
            {
              type: "group",
              label: t("header.language"),
              children: [
                { key: "zh", label: <span lang="zh-CN">中文</span> },
                { key: "en", label: <span lang="en">English</span> },
              ],
            },
            { type: "divider" },
            { key: "sound", label: t("header.sound") },
            { key: "shortcuts", icon: <QuestionCircleOutlined />, label: t("header.shortcuts"), extra: "?" },
          ],
          onClick: ({ key }) => {
            if (key === "zh" || key === "en") prefer({ language: key });
            else if (key === "sound") prefer({ sound: !sound });
            else if (key === "shortcuts") intents.tell("shortcuts");
            else prefer({ theme: key as Theme });
          },
        }}
      >
        <Button type="text" icon={<SettingOutlined />} aria-label={t("header.settings")} />
      </Dropdown>
      {me && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              { key: "email", label: me.email, disabled: true },
              { type: "divider" },
              { key: "out", label: t("header.signOut"), onClick: () => void signOut(desk) },
              {
                key: "everywhere",
                label: t("header.signOutEverywhere"),
                onClick: () => signOutEverywhere(desk, dialogs, words),
              },
            ],
          }}
        >
          <Button type="text" className={css.me}>
            <bdi>{local(me.name, language)}</bdi>
          </Button>
        </Dropdown>
      )}
    </header>
  );
}

function Pages() {
  const { t } = useWords();
  const { page } = useStore(place);
  return (
    <nav className={css.pages} aria-label={t("header.pages")}>
      <button
        type="button"
        className={css.page}
        aria-current={page === "desk" ? "page" : undefined}
        onClick={() => select(selection.get())}
      >
        {t("header.desk")}
      </button>
      <button
        type="button"
        className={css.page}
        aria-current={page === "knowledge" ? "page" : undefined}
        onClick={() => page !== "knowledge" && openKnowledge("articles")}
      >
        {t("header.knowledge")}
      </button>
    </nav>
  );
}

/** Unobtrusive while connected; reports an interruption only when it lasts, with the time until the next attempt. */
function ConnectionState() {
  const { t } = useWords();
  const desk = useDesk();
  const connection = useConnection();
  const lasting = useLasting(connection.state !== "live", 800);
  const broken = connection.state !== "live" && lasting;
  return (
    <div className={css.connection} data-broken={broken || undefined}>
      <span role="status">
        <Dot state={broken ? "broken" : "available"} />
        <span className={broken ? undefined : textCss.wide}>
          {!broken ? (
            t("connection.live")
          ) : connection.state === "waiting" ? (
            <Countdown until={connection.retryAt} />
          ) : (
            t(`connection.${connection.state}`)
          )}
        </span>
      </span>
      {broken && connection.state === "waiting" && (
        <Button size="small" onClick={desk.retryNow}>
          {t("connection.retry")}
        </Button>
      )}
    </div>
  );
}

function Countdown({ until }: { until: number }) {
  const { t } = useWords();
  const now = useNow();
  return <>{t("connection.waiting", { seconds: Math.max(1, Math.ceil((until - now) / 1000)) })}</>;
}
