import { DeleteOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Input, Select, Tabs } from "antd";
import { useState } from "react";
import { ApiError, type ArticleAct, api } from "@/shared/api/http";
import type { Article, LocalText } from "@/shared/api/types";
import { useMe } from "@/shared/desk/hooks";
import { channelName, failureText, useWords } from "@/shared/i18n/words";
import { useNow } from "@/shared/lib/clock";
import { exactTime, local } from "@/shared/lib/format";
import { useHotkeys } from "@/shared/lib/hotkeys";
import { type KnowledgeList, NEW_ARTICLE, openKnowledge } from "@/shared/lib/place";
import type { UiLanguage } from "@/shared/lib/preferences";
import { select } from "@/shared/lib/selection";
import { useStore } from "@/shared/lib/store";
import { PaneHead } from "@/shared/ui/PaneHead";
import textCss from "@/shared/ui/text.module.css";
import { contentOf, EMPTY, type Form, force, formOf, isChanged, keepUnsaved, missing, unsavedStore } from "./draft";
import editorCss from "./editor.module.css";
import { Field } from "./Field";
import { CHANNELS, knowledgeKeys } from "./keys";
import { authorName } from "./names";
import { mayPublish } from "./rights";
import { StateTag } from "./StateTag";

type Step = "save" | ArticleAct;

/** @param article absent for a new one */
export function ArticleEditor({ article, list }: { article: Article | undefined; list: KnowledgeList }) {
  const words = useWords();
  const { t, language } = words;
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const me = useMe();
  const now = useNow();
  const key = article?.id ?? NEW_ARTICLE;
  const unsaved = useStore(unsavedStore)[key];
  const form = unsaved?.form ?? (article ? formOf(article) : EMPTY);
  const [comment, setComment] = useState("");
  const [shown, setShown] = useState<UiLanguage>(() => firstLanguage(form, language));
  const changed = unsaved !== undefined && isChanged(form, article);
  // The draft is based on an older version than the current one.
  const stale = changed && article !== undefined && unsaved.version !== article.version;
  const publisher = mayPublish(me);
  const archived = article?.state === "archived";

  function change(part: Partial<Form>) {
    const next = { ...form, ...part };
    const seen = unsaved?.version ?? article?.version ?? 0;
    keepUnsaved(key, isChanged(next, article) ? { version: seen, form: next } : undefined);
  }

  async function save(): Promise<Article> {
    if (!article) return api.createArticle(contentOf(form), comment);
    return changed
      ? api.changeArticle(article.id, unsaved.version, contentOf(form), comment)
      : Promise.resolve(article);
  }

  function show(next: Article) {
    queries.setQueryData(knowledgeKeys.article(next.id), next);
    keepUnsaved(key, undefined);
    void queries.invalidateQueries({ queryKey: knowledgeKeys.all });
    if (next.id !== key) openKnowledge("articles", next.id);
  }

  const acting = useMutation({
    mutationFn: async (step: Step) => {
      const saved = await save();
      if (saved !== article) show(saved);
      return step === "save" ? saved : api.actOnArticle(saved.id, saved.version, step, { comment });
    },
    onSuccess: (next, step) => {
      show(next);
      setComment("");
      message.success(t(`knowledge.done.${step}`));
      if (step === "archive") openKnowledge(list);
    },
    onError: (error) => {
      if (error instanceof ApiError && error.code === "changed-meanwhile" && article) {
        void queries.invalidateQueries({ queryKey: knowledgeKeys.all });
      } else if (error instanceof ApiError && error.code === "bad-request") {
        message.error(error.message);
      } else {
        message.error(failureText(error, words));
      }
    },
  });

  function act(step: Step) {
    const [first] = missing(form, step === "publish" || step === "submit");
    if (first && step !== "archive") {
      message.warning(t(`knowledge.missing_${first}`));
    } else if (!acting.isPending && !stale) {
      acting.mutate(step);
    }
  }
  useHotkeys({ "mod+s": () => (changed || !article) && act("save") });

  function archive() {
    void modal.confirm({
      title: t(article?.state === "proposed" ? "knowledge.discardTitle" : "knowledge.archiveTitle"),
      content: t(article?.state === "proposed" ? "knowledge.discardText" : "knowledge.archiveText"),
      okText: t(article?.state === "proposed" ? "knowledge.discard" : "knowledge.archive"),
      cancelText: t("common.cancel"),
      onOk: () => acting.mutateAsync("archive").catch(() => {}),
    });
  }

  const inForce = article ? force(article, now) : "never";
  const title = local(form.title, language) || t("knowledge.new");
  return (
    <>
      <PaneHead
        title={title}
        facts={
          article ? (
            <>
              <StateTag article={article} /> · {t("knowledge.version", { version: article.version })} ·{" "}
              <span title={exactTime(article.changedAt, language)}>
                {t(`knowledge.action.${article.action}`, { who: authorName(article, words) })}
              </span>
              {(inForce === "not-yet" || inForce === "over") && ` · ${t(`knowledge.force_${inForce}`)}`}
            </>
          ) : (
            t("knowledge.newHint")
          )
        }
        onBack={() => openKnowledge(list)}
      >
        {article && !archived && publisher && (
          <Button type="text" onClick={archive}>
            {t(article.state === "proposed" ? "knowledge.discard" : "knowledge.archive")}
          </Button>
        )}
        {!archived && (!publisher || article?.state === "draft") && article?.state !== "in-review" && (
          <Button
            disabled={stale || (article?.state === "published" && !changed)}
            loading={acting.isPending && acting.variables === "submit"}
            onClick={() => act("submit")}
          >
            {t("knowledge.submit")}
          </Button>
        )}
        {!archived && publisher && (
          <Button
            type="primary"
            disabled={stale || (article?.state === "published" && !changed)}
            loading={acting.isPending && acting.variables === "publish"}
            onClick={() => act("publish")}
          >
            {t("knowledge.publish")}
          </Button>
        )}
      </PaneHead>
      <div className={editorCss.editor}>
        {stale && article && (
          <Alert
            type="warning"
            showIcon
            title={t("knowledge.stale", { who: authorName(article, words), version: article.version })}
            action={
              <span className={editorCss.choices}>
                <Button size="small" onClick={() => keepUnsaved(key, undefined)}>
                  {t("knowledge.takeTheirs")}
                </Button>
                <Button
                  size="small"
                  type="primary"
                  onClick={() => keepUnsaved(key, { version: article.version, form })}
                >
                  {t("knowledge.keepMine")}
                </Button>
              </span>
            }
          />
        )}
        {article?.origin && <Origin article={article} />}
        {archived && <Alert type="info" showIcon title={t("knowledge.archivedHint")} />}
        <Tabs
          activeKey={shown}
          onChange={(next) => setShown(next as UiLanguage)}
          items={(["zh", "en"] as const).map((each) => ({
            key: each,
            label: (
              <span className={editorCss.tab} data-empty={form.answer[each].trim() === "" || undefined}>
                {t(`language.${each}`)}
              </span>
            ),
            children: <LanguagePart form={form} language={each} disabled={archived} onChange={change} />,
          }))}
        />
        <Facts form={form} disabled={archived} onChange={change} />
      </div>
      {!archived && (
        <footer className={editorCss.foot}>
          <Input
            value={comment}
            maxLength={500}
            aria-label={t("knowledge.comment")}
            placeholder={t("knowledge.comment")}
            onChange={(event) => setComment(event.target.value)}
          />
          <span className={textCss.quiet} role="status">
            {changed ? t("knowledge.unsaved") : ""}
          </span>
          {changed && <Button onClick={() => keepUnsaved(key, undefined)}>{t("knowledge.undo")}</Button>}
          <Button
            disabled={stale || (article !== undefined && !changed)}
            loading={acting.isPending && acting.variables === "save"}
            onClick={() => act("save")}
          >
            {t("knowledge.save")}
          </Button>
        </footer>
      )}
    </>
  );
}

/** The agent's own language, unless only the other one has text. */
function firstLanguage(form: Form, language: UiLanguage): UiLanguage {
  const other = language === "zh" ? "en" : "zh";
  return form.title[language] === "" && form.title[other] !== "" ? other : language;
}

function Origin({ article }: { article: Article }) {
  const { t } = useWords();
  const conversation = article.origin?.conversation;
  return (
    <Alert
      type="info"
      showIcon
      title={t(article.origin?.question ? "knowledge.fromQuestion" : "knowledge.fromConversation")}
      action={
        conversation && (
          <Button size="small" onClick={() => select(conversation)}>
            {t("knowledge.question.conversation")}
          </Button>
        )
      }
    />
  );
}

type PartProps = { form: Form; disabled: boolean; onChange: (part: Partial<Form>) => void };

function LanguagePart({ form, language, disabled, onChange }: PartProps & { language: UiLanguage }) {
  const words = useWords();
  const { t } = words;
  const other = language === "zh" ? "en" : "zh";
  const put = (text: LocalText, value: string): LocalText => ({ ...text, [language]: value });
  const free = CHANNELS.filter((channel) => !Object.hasOwn(form.channels, channel));
  return (
    <div className={editorCss.part} lang={language === "zh" ? "zh-CN" : "en"}>
      {form.answer[language].trim() === "" && form.answer[other].trim() !== "" && (
        <p className={textCss.quiet}>{t("knowledge.saysOther", { language: t(`language.${other}`) })}</p>
      )}
      <Field label={t("knowledge.field.title")}>
        {(id) => (
          <Input
            id={id}
            maxLength={200}
            disabled={disabled}
            value={form.title[language]}
            onChange={(event) => onChange({ title: put(form.title, event.target.value) })}
          />
        )}
      </Field>
      <Field label={t("knowledge.field.questions")} hint={t("knowledge.field.questionsHint")}>
        {(id) => (
          <Input.TextArea
            id={id}
            autoSize={{ minRows: 3, maxRows: 12 }}
            disabled={disabled}
            value={form.questions[language]}
            onChange={(event) => onChange({ questions: put(form.questions, event.target.value) })}
          />
        )}
      </Field>
      <Field label={t("knowledge.field.answer")}>
        {(id) => (
          <Input.TextArea
            id={id}
            autoSize={{ minRows: 4, maxRows: 18 }}
            maxLength={5000}
            disabled={disabled}
            value={form.answer[language]}
            onChange={(event) => onChange({ answer: put(form.answer, event.target.value) })}
          />
        )}
      </Field>
      {Object.entries(form.channels).map(([channel, text]) => (
        <Field
          key={channel}
          label={t("knowledge.field.answerOn", { channel: channelName(channel, words) })}
          extra={
            !disabled && (
              <Button
                size="small"
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t("knowledge.field.removeChannel", { channel: channelName(channel, words) })}
                onClick={() => {
                  const { [channel]: _, ...others } = form.channels;
                  onChange({ channels: others });
                }}
              />
            )
          }
        >
          {(id) => (
            <Input.TextArea
              id={id}
              autoSize={{ minRows: 2, maxRows: 10 }}
              maxLength={5000}
              disabled={disabled}
              placeholder={t("knowledge.field.sameAnswer")}
              value={text[language]}
              onChange={(event) =>
                onChange({ channels: { ...form.channels, [channel]: put(text, event.target.value) } })
              }
            />
          )}
        </Field>
      ))}
      {!disabled && free.length > 0 && (
        <Select<string>
          className={editorCss.add}
          size="small"
          value={null}
          aria-label={t("knowledge.field.addChannel")}
          placeholder={t("knowledge.field.addChannel")}
          onChange={(channel) => onChange({ channels: { ...form.channels, [channel]: { zh: "", en: "" } } })}
          options={free.map((value) => ({ value, label: channelName(value, words) }))}
        />
      )}
    </div>
  );
}

function Facts({ form, disabled, onChange }: PartProps) {
  const { t } = useWords();
  return (
    <div className={editorCss.facts}>
      <Field label={t("knowledge.field.tags")} wide>
        {(id) => (
          <Select<string[]>
            id={id}
            mode="tags"
            open={false}
            suffixIcon={null}
            disabled={disabled}
            value={form.tags}
            tokenSeparators={[",", "\uff0c"]}
            placeholder={t("knowledge.field.tagsHint")}
            onChange={(tags) => onChange({ tags: [...new Set(tags.map((tag) => tag.trim()).filter(Boolean))] })}
          />
        )}
      </Field>
      <Field label={t("knowledge.field.validFrom")}>
        {(id) => (
          <Input
            id={id}
            type="datetime-local"
            disabled={disabled}
            value={form.validFrom}
            onChange={(event) => onChange({ validFrom: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("knowledge.field.validUntil")}>
        {(id) => (
          <Input
            id={id}
            type="datetime-local"
            disabled={disabled}
            status={missing(form, false).includes("order") ? "error" : ""}
            value={form.validUntil}
            onChange={(event) => onChange({ validUntil: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("knowledge.field.reviewBy")}>
        {(id) => (
          <Input
            id={id}
            type="date"
            disabled={disabled}
            value={form.reviewBy}
            onChange={(event) => onChange({ reviewBy: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
