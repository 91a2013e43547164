import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Modal } from "antd";
import { useState } from "react";
import { api } from "@/shared/api/http";
import type { Article } from "@/shared/api/types";
import { useMe } from "@/shared/desk/hooks";
import { channelName, failureText, useWords } from "@/shared/i18n/words";
import { useNow } from "@/shared/lib/clock";
import { exactTime, listTime, local } from "@/shared/lib/format";
import cardCss from "@/shared/ui/card.module.css";
import { Failure, LateSkeleton } from "@/shared/ui/parts";
import textCss from "@/shared/ui/text.module.css";
import css from "./History.module.css";
import { knowledgeKeys } from "./keys";
import { authorName } from "./names";
import { mayPublish } from "./rights";

const LANGUAGES = ["zh", "en"] as const;

/** The versions of an article with author, time and reason; each can be read and restored. */
export function History({ id }: { id: string }) {
  const words = useWords();
  const { t, language } = words;
  const now = useNow();
  const [shown, setShown] = useState<Article>();
  const query = useQuery({
    queryKey: knowledgeKeys.versions(id),
    queryFn: ({ signal }) => api.articleVersions(id, signal),
  });
  const versions = query.data?.items;
  const latest = versions?.[0];
  return (
    <section className={cardCss.card} aria-label={t("knowledge.history")}>
      <h2 className={cardCss.title}>{t("knowledge.history")}</h2>
      {query.isError ? (
        <Failure text={t("common.listFailed")} onRetry={() => void query.refetch()} />
      ) : !versions ? (
        <LateSkeleton rows={3} />
      ) : (
        <ol>
          {versions.map((version) => (
            <li key={version.version}>
              <button type="button" className={cardCss.entry} onClick={() => setShown(version)}>
                <span>
                  {t("knowledge.version", { version: version.version })} ·{" "}
                  <time title={exactTime(version.changedAt, language)}>
                    {listTime(version.changedAt, now, language)}
                  </time>
                  {version.version === latest?.published && ` · ${t("knowledge.usedNow")}`}
                </span>
                <span>
                  {t(`knowledge.action.${version.action}`, { who: authorName(version, words) })}
                  {version.comment && ` – ${version.comment}`}
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
      {shown && latest && <Version version={shown} latest={latest} onClose={() => setShown(undefined)} />}
    </section>
  );
}

function Version({ version, latest, onClose }: { version: Article; latest: Article; onClose: () => void }) {
  const words = useWords();
  const { t, language } = words;
  const { message } = App.useApp();
  const queries = useQueryClient();
  const me = useMe();
  const restore = useMutation({
    mutationFn: () => api.actOnArticle(version.id, latest.version, "restore", { version: version.version }),
    onSuccess: async (article) => {
      queries.setQueryData(knowledgeKeys.article(article.id), article);
      await queries.invalidateQueries({ queryKey: knowledgeKeys.all });
      message.success(t("knowledge.restored", { version: version.version }));
      onClose();
    },
    onError: (error) => message.error(failureText(error, words)),
  });
  const erased = version.state === "erased";
  const canRestore = mayPublish(me) && !erased && (version.version !== latest.version || latest.state === "archived");
  return (
    <Modal
      open
      onCancel={onClose}
      title={t("knowledge.versionOf", { version: version.version, title: local(version.title, language) })}
      footer={
        canRestore && (
          <Button type="primary" loading={restore.isPending} onClick={() => restore.mutate()}>
            {t("knowledge.restore")}
          </Button>
        )
      }
      width={620}
    >
      {erased && <p className={textCss.words}>{t("knowledge.erased")}</p>}
      {LANGUAGES.filter(
        (each) => version.title[each] || version.answer[each] || version.questions[each].length > 0,
      ).map((each) => (
        <section key={each} className={css.version} lang={each === "zh" ? "zh-CN" : "en"}>
          <h4>{version.title[each]}</h4>
          {version.questions[each].length > 0 && (
            <ul>
              {version.questions[each].map((question) => (
                <li key={question}>{question}</li>
              ))}
            </ul>
          )}
          <p className={textCss.words}>{version.answer[each]}</p>
          {Object.entries(version.channels).map(
            ([channel, text]) =>
              text[each] && (
                <p key={channel} className={textCss.words}>
                  <strong>{channelName(channel, words)}</strong> {text[each]}
                </p>
              ),
          )}
        </section>
      ))}
    </Modal>
  );
}
