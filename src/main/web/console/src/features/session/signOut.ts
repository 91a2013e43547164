import type { App } from "antd";
import { api } from "@/shared/api/http";
import { session } from "@/shared/api/session";
import type { Desk } from "@/shared/desk/desk";
import { failureText, type Words } from "@/shared/i18n/words";

type Dialogs = Pick<ReturnType<typeof App.useApp>, "message"> & {
  modal: Pick<ReturnType<typeof App.useApp>["modal"], "confirm">;
};

/** Nobody is offered to somebody who is leaving. What cannot be told now does not hold them up. */
function leave(desk: Pick<Desk, "request">): Promise<unknown> {
  return desk.request({ type: "set-presence", status: "offline" }).catch(() => {});
}

/** Ends this console; others of the same person stay signed in. */
export async function signOut(desk: Pick<Desk, "request">): Promise<void> {
  await leave(desk);
  session.end("signed-out");
}

/** Asks first, then ends all consoles of this person, this one too; it stays when the server could not be told. */
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
