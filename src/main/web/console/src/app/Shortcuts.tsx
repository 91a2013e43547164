import { Modal } from "antd";
import { useEffect, useState } from "react";
import { useWords } from "@/shared/i18n/words";
import { intents } from "@/shared/lib/intents";
import partsCss from "@/shared/ui/parts.module.css";
import css from "./Shortcuts.module.css";

const LIST = [
  ["palette", "Ctrl K"],
  ["next", "J"],
  ["previous", "K"],
  ["reply", "R"],
  ["note", "N"],
  ["resolve", "E"],
  ["accept", "A"],
  ["decline", "D"],
  ["find", "/"],
  ["save", "Ctrl S"],
  ["escape", "Esc"],
  ["help", "?"],
] as const;

export function Shortcuts() {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  useEffect(() => intents.on((intent) => intent === "shortcuts" && setOpen(true)), []);
  return (
    <Modal open={open} onCancel={() => setOpen(false)} footer={null} title={t("shortcuts.title")} width={420}>
      <dl className={css.shortcuts}>
        {LIST.map(([name, key]) => (
          <div key={name}>
            <dt>{t(`shortcuts.${name}`)}</dt>
            <dd>
              <kbd className={partsCss.key}>{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
