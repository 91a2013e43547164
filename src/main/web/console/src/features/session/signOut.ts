import type { App } from "antd";
import { api } from "@/shared/api/http";
import { session } from "@/shared/api/session";
import type { Desk } from "@/shared/desk/desk";
import { failureText, type Words } from "@/shared/i18n/words";

type Dialogs = Pick<ReturnType<typeof App.useApp>, "message"> & {
  modal: Pick<ReturnType<typeof App.useApp>["modal"], "confirm">;
};

/** Goes offline first, so that no offers arrive while the agent leaves. Best effort: a failure does not delay signing out. */
function leave(desk: Pick<Desk, "request">): Promise<unknown> {
  return desk.request({ type: "set-presence", status: "offline" }).catch(() => {});
}

/** Ends this console; others of the same person stay signed in. */
export async function signOut(desk: Pick<Desk, "request">): Promise<void> {
  await leave(desk);
  session.end("signed-out");
}

/** Asks for confirmation, then ends all consoles of this person including this one, which stays open if the request fails. */
export function signOutEverywhere(desk: Pick<Desk, "request">, { modal, message }: Dialogs, words: Words): void {
  const { t } = words;
  void modal.confirm({
    title: t("everywhere.title"),
    content: t("everywhere.text"),
    okText: t("everywhere.confirm"),
    cancelText: t("common.cancel"),
    icon: null,
    onOk: async () => {
      await leave(desk);
      try {
        await api.signOutEverywhere();
        session.end("everywhere");
      } catch (error) {
        message.error(failureText(error, words));
      }
    },
  });
}
