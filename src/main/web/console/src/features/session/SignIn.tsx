import { Alert, Button, Checkbox, Form, Input } from "antd";
import { useState } from "react";
import { ApiError, api } from "@/shared/api/http";
import { type EndReason, session } from "@/shared/api/session";
import { useWords } from "@/shared/i18n/words";
import { prefer } from "@/shared/lib/preferences";
import { Brand } from "@/shared/ui/Brand";
import css from "./SignIn.module.css";

type Fields = { email: string; password: string; remember: boolean };
type Failure = "refused" | "tooMany" | "offline" | "failed";

const ENDED = {
  "signed-out": "signIn.signedOut",
  everywhere: "signIn.signedOutEverywhere",
  expired: "signIn.expired",
} as const;

function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiError)) return "failed";
  if (error.status === 0) return "offline";
  if (error.status === 401) return "refused";
  return error.status === 429 ? "tooMany" : "failed";
}

export function SignIn({ ended }: { ended: EndReason | undefined }) {
  const { t, language } = useWords();
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);

  async function submit({ email, password, remember }: Fields) {
    setBusy(true);
    setFailure(undefined);
    try {
      session.begin(await api.signIn(email.trim(), password), remember);
    } catch (error) {
      setFailure(failureOf(error));
      setBusy(false);
    }
  }

  return (
    <main className={css.page}>
      <div className={css.card}>
        <div className={css.top}>
          <Brand size={28} />
          <Button type="text" size="small" onClick={() => prefer({ language: language === "zh" ? "en" : "zh" })}>
            <span lang={language === "zh" ? "en" : "zh-CN"}>{language === "zh" ? "English" : "中文"}</span>
          </Button>
        </div>
        <h1>{t("signIn.title")}</h1>
        <div aria-live="polite">
          {failure ? (
            <Alert type="error" showIcon title={t(`signIn.${failure}`)} />
          ) : (
            ended && <Alert type="info" showIcon title={t(ENDED[ended])} />
          )}
        </div>
        <Form<Fields>
          layout="vertical"
          requiredMark={false}
          initialValues={{ remember: false }}
          onFinish={submit}
          size="large"
        >
          <Form.Item
            name="email"
            label={t("signIn.email")}
            rules={[{ required: true, whitespace: true, message: t("signIn.needEmail") }]}
          >
            <Input type="email" autoComplete="username" autoFocus spellCheck={false} />
          </Form.Item>
          <Form.Item
            name="password"
            label={t("signIn.password")}
            rules={[{ required: true, message: t("signIn.needPassword") }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Form.Item name="remember" valuePropName="checked">
            <Checkbox>{t("signIn.remember")}</Checkbox>
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={busy ? { delay: 300 } : false}>
            {t("signIn.submit")}
          </Button>
        </Form>
      </div>
    </main>
  );
}
