import { afterEach, beforeEach } from "vitest";
import type { ChatClient } from "../src/client";
import type { Environment } from "../src/environment";
import { FakeDirectLine } from "./fake-direct-line";
import { Browser, eventually, openTab, transcript } from "./world";

/** What each test begins with: a server, and a browser without a tab. */
export let server: FakeDirectLine;
export let browser: Browser;
let address: string;
const tabs: ChatClient[] = [];

beforeEach(async () => {
  server = new FakeDirectLine();
  address = await server.listen();
  browser = new Browser();
});

afterEach(async () => {
  for (const tab of tabs.splice(0)) {
    tab.stop();
  }
  await server.close();
});

export function tab(change: Partial<Environment> = {}): ChatClient {
  const opened = openTab(address, browser, change);
  tabs.push(opened);
  return opened;
}

/** From now on, tabs are opened in a browser that has never been here. */
export function anotherBrowser(): void {
  browser = new Browser();
}

export function shows(client: ChatClient, ...texts: string[]): Promise<void> {
  return eventually(
    () => JSON.stringify(transcript(client)) === JSON.stringify(texts),
    () => transcript(client),
  );
}

export function connected(client: ChatClient): Promise<void> {
  return eventually(() => client.snapshot.connection === "connected");
}
