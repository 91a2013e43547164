import { Alert, App, Modal, Radio } from "antd";
import { useState } from "react";
import type { Disposition } from "@/shared/api/types";
import { useDesk } from "@/shared/desk/hooks";
import { failureText, useWords } from "@/shared/i18n/words";
import { draftOf } from "@/shared/lib/drafts";
import css from "./ResolveDialog.module.css";

const DISPOSITIONS: readonly Disposition[] = ["solved", "not-solved", "follow-up", "spam"];

export function ResolveDialog(props: { conversation: string; open: boolean; onClose: () => void }) {
  const { conversation, open, onClose } = props;
  const words = useWords();
  const { t } = words;
  const desk = useDesk();
  const { message } = App.useApp();
  const [disposition, setDisposition] = useState<Disposition>("solved");
  const [busy, setBusy] = useState(false);

  async function resolve() {
    setBusy(true);
    try {
      await desk.request({ type: "resolve", conversation, disposition });
      message.success(t("resolve.done"));
      onClose();
    } catch (error) {
      message.error(failureText(error, words));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal
      open={open}
      title={t("resolve.title")}
      okText={t("resolve.confirm")}
      cancelText={t("common.cancel")}
      okButtonProps={{ autoFocus: true }}
      confirmLoading={busy}
      onOk={() => void resolve()}
      onCancel={onClose}
      width={440}
      destroyOnHidden
    >
      {draftOf(conversation) && <Alert className={css.draft} type="warning" showIcon title={t("resolve.draft")} />}
      <Radio.Group
        className={css.dispositions}
        aria-label={t("resolve.question")}
        value={disposition}
        onChange={(event) => setDisposition(event.target.value as Disposition)}
      >
        {DISPOSITIONS.map((each) => (
          <Radio key={each} value={each}>
            <span className={css.disposition}>
              <strong>{t(`disposition.${each}`)}</strong>
              <small>{t(`disposition.${each}Hint`)}</small>
            </span>
          </Radio>
        ))}
      </Radio.Group>
    </Modal>
  );
}
