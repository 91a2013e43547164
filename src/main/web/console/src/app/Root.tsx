import { App as AntApp, Button, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { Component, lazy, type ReactNode, Suspense, useEffect, useSyncExternalStore } from "react";
import { SignIn } from "@/features/session/SignIn";
import { session } from "@/shared/api/session";
import { useWords } from "@/shared/i18n/words";
import partsCss from "@/shared/ui/parts.module.css";
import { Opening } from "./Opening";
import { themeOf, useDark } from "./theme";

const Console = lazy(() => import("./Console"));

export function Root() {
  const isDark = useDark();
  const { language } = useWords();
  const { session: current, ended } = useSyncExternalStore(session.subscribe, session.get);
  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    document.documentElement.style.colorScheme = isDark ? "dark" : "light";
  }, [isDark]);
  useExpiry(current?.signedIn.expiresAt);
  return (
    <ConfigProvider
      theme={themeOf(isDark)}
      locale={language === "zh" ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
    >
      <AntApp component={false}>
        <Boundary>
          {current ? (
            <Suspense fallback={<Opening />}>
              <Console key={current.signedIn.token} agent={current.signedIn.agent.id} />
            </Suspense>
          ) : (
            <SignIn ended={ended} />
          )}
        </Boundary>
      </AntApp>
    </ConfigProvider>
  );
}

/** Ends the session when it expires, rather than at the first refused request afterwards. */
function useExpiry(expiresAt: string | undefined) {
  useEffect(() => {
    if (!expiresAt) return;
    const handle = setInterval(() => {
      if (Date.parse(expiresAt) <= Date.now()) session.end("expired");
    }, 15_000);
    return () => clearInterval(handle);
  }, [expiresAt]);
}

class Boundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useWords();
  return (
    <main className={partsCss.empty} role="alert">
      <p className={partsCss.title}>{t("app.crash")}</p>
      <Button type="primary" onClick={() => location.reload()}>
        {t("app.reload")}
      </Button>
    </main>
  );
}
