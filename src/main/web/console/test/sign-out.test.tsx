import i18next, { type TFunction } from "i18next";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SignIn } from "../src/features/session/SignIn";
import { signOut, signOutEverywhere } from "../src/features/session/signOut";
import { type EndReason, session } from "../src/shared/api/session";
import { texts } from "../src/shared/i18n/texts";
import { prefer, type UiLanguage } from "../src/shared/lib/preferences";
import { agent } from "./samples";
import { startTexts } from "./texts";

type Question = { title?: unknown; content?: unknown; okText?: unknown; onOk?: () => unknown };

let asked: Question[];
let complaints: unknown[];
let requests: { address: string; method?: string; authorization?: string }[];
let frames: unknown[];

const desk = {
  request: async (frame: unknown) => {
    frames.push(frame);
    throw new Error("the socket is away");
  },
};
const dialogs = {
  modal: { confirm: (question: Question) => asked.push(question) },
  message: { error: (text: unknown) => complaints.push(text) },
} as unknown as Parameters<typeof signOutEverywhere>[1];

function words(language: UiLanguage): Parameters<typeof signOutEverywhere>[2] {
  return { t: i18next.getFixedT(language) as TFunction, language };
}

function answers(response: () => Promise<Response>) {
  vi.stubGlobal("fetch", (address: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>;
    requests.push({ address, method: init.method, authorization: headers.Authorization });
    return response();
  });
}

beforeEach(async () => {
  await startTexts();
  [asked, complaints, requests, frames] = [[], [], [], []];
  session.begin({ token: "t-1", expiresAt: new Date(Date.now() + 60_000).toISOString(), agent }, false);
  answers(async () => new Response(null, { status: 204 }));
});
afterEach(() => {
  vi.unstubAllGlobals();
  session.end("signed-out");
});

/** What the page to sign in says. */
function told(ended: EndReason | undefined, language: UiLanguage): string {
  prefer({ language });
  void i18next.changeLanguage(language);
  return renderToStaticMarkup(<SignIn ended={ended} />);
}

describe("signing out everywhere", () => {
  it("asks first, in the reader's language, and does nothing until it is confirmed", () => {
    signOutEverywhere(desk, dialogs, words("zh"));
    signOutEverywhere(desk, dialogs, words("en"));
    expect(asked.map((question) => question.title)).toEqual(["要在所有设备上退出登录吗？", "Sign out on all devices?"]);
    expect(asked[0]?.okText).toBe("全部退出");
    expect(requests).toEqual([]);
    expect(session.token()).toBe("t-1");
  });

  it("ends all consoles of this person, this one too, and says so where one signs in again", async () => {
    signOutEverywhere(desk, dialogs, words("en"));
    await asked[0]?.onOk?.();
    expect(requests).toEqual([{ address: "/api/v1/sign-out", method: "POST", authorization: "Bearer t-1" }]);
    expect(frames).toEqual([{ type: "set-presence", status: "offline" }]);
    expect(session.get()).toEqual({ session: undefined, ended: "everywhere" });
    expect(told("everywhere", "zh")).toContain("您已在所有设备上退出登录。");
    expect(told("everywhere", "en")).toContain("You are signed out on all devices.");
    expect(told("signed-out", "en")).not.toContain("all devices");
  });

  it("says so also when the server ends this console before it has answered", async () => {
    answers(async () => {
      session.end("expired");
      return new Response(null, { status: 204 });
    });
    signOutEverywhere(desk, dialogs, words("en"));
    await asked[0]?.onOk?.();
    expect(session.get().ended).toBe("everywhere");
  });

  it("stays signed in and says why when the server could not be told", async () => {
    answers(async () => Promise.reject(new TypeError("no network")));
    signOutEverywhere(desk, dialogs, words("en"));
    await asked[0]?.onOk?.();
    expect(complaints).toEqual([texts.en.code["not-connected"]]);
    expect(session.token()).toBe("t-1");
  });
});

describe("signing out here", () => {
  it("ends this console only", async () => {
    await signOut(desk);
    expect(requests).toEqual([]);
    expect(session.get()).toEqual({ session: undefined, ended: "signed-out" });
  });
});
