import { Input, Select } from "antd";
import type { LocalText, Wordings } from "@/shared/api/types";
import { useWords } from "@/shared/i18n/words";
import { Field } from "../Field";
import css from "./Both.module.css";

const LANGUAGES = ["zh", "en"] as const;

type BothProps = {
  label: string;
  value: LocalText;
  disabled: boolean;
  rows?: number;
  onChange: (value: LocalText) => void;
};

/** A text in both languages, side by side. */
export function Both({ label, value, disabled, rows, onChange }: BothProps) {
  const { t } = useWords();
  return (
    <div className={css.both}>
      {LANGUAGES.map((each) => (
        <Field key={each} label={`${label} \u00b7 ${t(`language.${each}`)}`}>
          {(id) =>
            rows ? (
              <Input.TextArea
                id={id}
                autoSize={{ minRows: rows, maxRows: 10 }}
                maxLength={2000}
                disabled={disabled}
                value={value[each]}
                onChange={(event) => onChange({ ...value, [each]: event.target.value })}
              />
            ) : (
              <Input
                id={id}
                maxLength={120}
                disabled={disabled}
                value={value[each]}
                onChange={(event) => onChange({ ...value, [each]: event.target.value })}
              />
            )
          }
        </Field>
      ))}
    </div>
  );
}

type WordsProps = {
  label: string;
  value: Wordings | undefined;
  disabled: boolean;
  onChange: (value: Wordings) => void;
};

/** Wordings in both languages, side by side. */
export function WordsIn({ label, value, disabled, onChange }: WordsProps) {
  const { t } = useWords();
  return (
    <div className={css.both}>
      {LANGUAGES.map((each) => (
        <Field key={each} label={`${label} \u00b7 ${t(`language.${each}`)}`}>
          {(id) => (
            <Select<string[]>
              id={id}
              mode="tags"
              open={false}
              suffixIcon={null}
              disabled={disabled}
              value={value?.[each] ?? []}
              tokenSeparators={[",", "\uff0c"]}
              placeholder={t("products.wordsHint")}
              onChange={(words) =>
                onChange({ ...value, [each]: [...new Set(words.map((word) => word.trim()).filter(Boolean))] })
              }
            />
          )}
        </Field>
      ))}
    </div>
  );
}
