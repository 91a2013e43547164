// @vitest-environment happy-dom
import { render } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ChatClient } from "../src/client";
import type { Activity } from "../src/direct-line";
import { TIMING } from "../src/environment";
import { App, type Face } from "../src/ui/app";
import { Browser, eventually, TabShelf } from "./world";

let place: HTMLElement;
let face: Face;
let client: ChatClient;
let stored: Activity[];

/** A server that has these activities and stores nothing. */
function answer(url: string): unknown {
  if (url.includes("/activities")) {
    return { activities: stored, watermark: "1" };
  }
  throw new TypeError("offline");
}

beforeEach(() => {
  stored = [];
  const browser = new Browser();
  browser.values.set(
    "session",
    JSON.stringify({ conversation: "c", token: "t", user: "dl_1", obtained: 0, expires: null }),
  );
  const shelf = new TabShelf(browser);
  client = new ChatClient({
    server: "http://shop.example",
    channel: "key",
    shelf,
    fetch: async (url) => new Response(JSON.stringify(answer(String(url)))),
    openSocket: () => ({
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: () => undefined,
      close: () => undefined,
    }),
    locks: browser.locks,
    online: () => browser.online,
    visible: () => true,
    timing: TIMING,
  });
  place = document.createElement("div");
  document.body.append(place);
  render(
    <App
      client={client}
      shelf={shelf}
      server="http://shop.example"
      locale="en"
      loadInfo={async () => ({
        name: { zh: "店", en: "Shop" },
        greeting: { zh: "您好", en: "Good day" },
        suggestions: { zh: ["一"], en: ["One", "Two", "Three", "Four"] },
      })}
      onLocale={() => undefined}
      expose={(shown) => {
        face = shown;
      }}
    />,
    place,
  );
});

afterEach(() => {
  client.stop();
  render(null, place);
  place.remove();
});

function find<T extends HTMLElement>(selector: string): T {
  const found = place.querySelector<T>(selector);
  if (!found) {
    throw new Error(`no ${selector} in ${place.innerHTML}`);
  }
  return found;
}

async function opened(): Promise<void> {
  client.start();
  face.open();
  await eventually(() => place.querySelector(".panel") !== null && client.snapshot.loaded);
  await eventually(() => place.textContent?.includes("Good day") || place.textContent?.includes("您好") || false);
}

function press(target: HTMLElement, init: KeyboardEventInit): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }));
}

async function write(text: string): Promise<HTMLTextAreaElement> {
  const area = find<HTMLTextAreaElement>("textarea");
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  await eventually(() => !find<HTMLButtonElement>(".send").disabled);
  return area;
}

test("greets and suggests three questions in the language, and changes both with it", async () => {
  await opened();
  await eventually(() => place.querySelectorAll(".suggestions button").length === 3);
  face.setLocale("zh");
  await eventually(() => place.textContent?.includes("您好") === true);
  expect(place.querySelectorAll(".suggestions button").length).toBe(1);
  expect(find(".parley").lang).toBe("zh-CN");
});

test("shows markup in a message as the letters it is made of", async () => {
  stored = [
    {
      type: "message",
      id: "1",
      from: { id: "bot", role: "bot" },
      text: "<img src=x onerror=alert(1)> javascript:alert(1) https://a.example/",
    },
  ];
  await opened();
  await eventually(() => place.textContent?.includes("<img src=x onerror=alert(1)>") === true);
  expect(place.querySelectorAll("img").length).toBe(0);
  expect(
    [...place.querySelectorAll(".text a")].map((link) => [link.getAttribute("href"), link.getAttribute("rel")]),
  ).toEqual([["https://a.example/", "noopener noreferrer nofollow"]]);
});

test("does not follow an attachment that is not on the web", async () => {
  stored = [
    {
      type: "message",
      id: "1",
      from: { id: "bot" },
      text: "",
      attachments: [{ contentType: "image/png", contentUrl: "javascript:alert(1)", name: "x" }],
    },
  ];
  await opened();
  await eventually(() => place.querySelector(".attached") !== null);
  expect(place.querySelectorAll("a, img").length).toBe(0);
});

test("Enter sends, but not while an input method is composing", async () => {
  await opened();
  const area = await write("你好");
  press(area, { key: "Enter", isComposing: true });
  expect(area.value).toBe("你好");
  press(area, { key: "Enter", shiftKey: true });
  expect(area.value).toBe("你好");
  press(area, { key: "Enter" });
  await eventually(() => place.querySelector(".message.customer") !== null);
  expect(find(".message.customer").textContent).toContain("你好");
});

test("Escape closes the panel and gives the focus back", async () => {
  await opened();
  press(find("textarea"), { key: "Escape" });
  await eventually(() => place.querySelector(".panel") === null);
  await eventually(() => document.activeElement === find(".launcher"));
});

test("says that the waiting time is unknown rather than nothing or zero", async () => {
  stored = [
    {
      type: "event",
      id: "1",
      name: "handoff.status",
      value: { state: "queued", position: 3, expectedWaitSeconds: null },
    },
  ];
  await opened();
  await eventually(() => place.querySelector(".waiting") !== null);
  expect(find(".waiting").textContent).toContain("number 3 in line");
  expect(find(".waiting").textContent).toContain("not known yet");
});

test("ends the conversation only after a question", async () => {
  stored = [
    { type: "message", id: "1", from: { id: "dl_1", role: "user" }, text: "hello" },
    { type: "message", id: "2", from: { id: "bot" }, text: "hi" },
  ];
  await opened();
  await eventually(() => place.querySelector(".end") !== null);
  find<HTMLButtonElement>(".end").click();
  await eventually(() => place.querySelector(".question") !== null);
  expect(document.activeElement?.textContent).toBe("Keep chatting");
  press(find(".question .wish:last-child"), { key: "Escape" });
  await eventually(() => place.querySelector(".end") !== null);
  expect(place.querySelector(".panel")).not.toBeNull();

  const end = vi.spyOn(client, "end").mockImplementation(() => undefined);
  find<HTMLButtonElement>(".end").click();
  await eventually(() => place.querySelector(".question") !== null);
  expect(end).not.toHaveBeenCalled();
  find<HTMLButtonElement>(".confirm").click();
  expect(end).toHaveBeenCalledOnce();
});

test("lets the customer write on after they have ended the conversation", async () => {
  stored = [
    { type: "message", id: "1", from: { id: "dl_1", role: "user" }, text: "hello" },
    { type: "message", id: "2", from: { id: "bot" }, text: "hi" },
    { type: "endOfConversation", id: "3", from: { id: "bot" }, code: "completedSuccessfully" },
  ];
  await opened();
  await eventually(() => place.querySelector(".line.overForNow") !== null);
  expect(find("textarea")).toBeTruthy();
  expect(place.querySelector(".end, .ending")).toBeNull();
});

test("folds a long message until it is asked for", async () => {
  stored = [{ type: "message", id: "1", from: { id: "bot" }, text: "long ".repeat(400) }];
  await opened();
  await eventually(() => place.querySelector(".folded") !== null);
  find<HTMLButtonElement>(".fold").click();
  await eventually(() => place.querySelector(".folded") === null);
});

test("offers choices only while nothing was said after them", async () => {
  stored = [
    {
      type: "message",
      id: "1",
      from: { id: "bot" },
      text: "Which?",
      suggestedActions: { actions: [{ type: "imBack", title: "This", value: "this one" }] },
    },
  ];
  await opened();
  await eventually(() => place.querySelector(".choices button") !== null);
  find<HTMLButtonElement>(".choices button").click();
  await eventually(() => place.querySelector(".choices") === null);
  expect(find(".message.customer").textContent).toContain("this one");
});
