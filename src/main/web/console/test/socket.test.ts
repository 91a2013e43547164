import { FakeSocket, FakeTimer, settled } from "@parley/wire/fakes";
import type { Connection } from "@parley/wire/line";
import { beforeEach, describe, expect, it } from "vitest";
import type { ServerFrame } from "../src/shared/api/types";
import { DeskSocket, PING_INTERVAL, REQUEST_TIMEOUT, type RequestFailed } from "../src/shared/desk/socket";
import type { Conversation } from "./samples";
import { conversation, entry } from "./samples";

const at = "2026-11-21T08:00:00Z";
const reset = (seq: number) => ({
  seq,
  type: "reset",
  at,
  state: { agent: null, conversations: [], reservations: [], waiting: [], alarms: [] },
});
const said = (seq: number) => ({ seq, type: "message", at, entry: entry({ sequence: seq }) });

let timer: FakeTimer;
let sockets: FakeSocket[];
let frames: ServerFrame[];
let connections: Connection[];
let ticket: () => Promise<{ ticket: string; expiresAt: string }>;
let signedOut: boolean;
let resumedAfter: number | undefined;
let desk: DeskSocket;

function current(): FakeSocket {
  const socket = sockets.at(-1);
  if (!socket) throw new Error("no connection was made");
  return socket;
}

async function connected(): Promise<FakeSocket> {
  await settled();
  return current().open();
}

function delay(): number {
  const last = connections.at(-1);
  return last?.state === "waiting" ? last.retryAt - timer.now() : -1;
}

beforeEach(() => {
  timer = new FakeTimer();
  sockets = [];
  frames = [];
  connections = [];
  signedOut = false;
  ticket = () => Promise.resolve({ ticket: "t", expiresAt: at });
  desk = new DeskSocket({
    ticket: () => ticket(),
    connect: (_ticket, after) => {
      const socket = new FakeSocket();
      sockets.push(socket);
      resumedAfter = after;
      return socket;
    },
    onFrame: (frame) => frames.push(frame),
    onConnection: (connection) => connections.push(connection),
    onSignedOut: () => {
      signedOut = true;
    },
    isSignedOut: (error) => error === "401",
    timer,
    random: () => 1,
  });
  desk.start();
});

describe("the desk socket", () => {
  it("begins afresh without a position and takes it from the reset", async () => {
    const socket = await connected();
    expect(resumedAfter).toBeUndefined();
    socket.deliver(reset(41));
    socket.deliver(said(42));
    expect(frames.map((frame) => frame.seq)).toEqual([41, 42]);
    expect(connections.at(-1)).toEqual({ state: "live" });
  });

  it("resumes after the last frame it saw", async () => {
    const socket = await connected();
    socket.deliver(reset(41));
    socket.deliver(said(42));
    await socket.lose(1006);
    await timer.pass(500);
    expect(resumedAfter).toBe(42);
    (await connected()).deliver(said(43));
    expect(frames.map((frame) => frame.seq)).toEqual([41, 42, 43]);
  });

  it("hands on a repeated frame once", async () => {
    const socket = await connected();
    socket.deliver(reset(1));
    socket.deliver(said(2));
    socket.deliver(said(2));
    expect(frames.map((frame) => frame.seq)).toEqual([1, 2]);
  });

  it("reconnects when a frame is missing, and asks for it", async () => {
    const socket = await connected();
    socket.deliver(reset(1));
    socket.deliver(said(3));
    expect(frames.map((frame) => frame.seq)).toEqual([1]);
    expect(socket.closed).toBe(true);
    await timer.pass(500);
    expect(current()).not.toBe(socket);
    expect(resumedAfter).toBe(1);
  });

  it("takes a reset for the truth even when its number is lower", async () => {
    const socket = await connected();
    socket.deliver(reset(90));
    await socket.lose(1006);
    await timer.pass(500);
    const second = await connected();
    second.deliver(reset(3));
    second.deliver(said(4));
    expect(frames.map((frame) => frame.seq)).toEqual([90, 3, 4]);
  });

  it("waits longer after each failure, up to half a minute", async () => {
    ticket = () => Promise.reject(new Error("unreachable"));
    const socket = await connected();
    await socket.lose(1006);
    const delays: number[] = [];
    for (let times = 0; times < 9; times++) {
      delays.push(delay());
      await timer.pass(delay());
    }
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it("starts counting anew after a connection that held", async () => {
    const socket = await connected();
    await socket.lose(1006);
    await timer.pass(delay());
    const second = await connected();
    await second.lose(1006);
    expect(delay()).toBe(1000);
    await timer.pass(delay());
    const third = await connected();
    await timer.pass(15_000);
    await third.lose(1006);
    expect(delay()).toBe(500);
  });

  it("comes back at once when the server is going away", async () => {
    const socket = await connected();
    await socket.lose(1001);
    await settled();
    expect(sockets).toHaveLength(2);
  });

  it("tries at once when the network came back", async () => {
    const socket = await connected();
    await socket.lose(1006);
    desk.retryNow();
    await settled();
    expect(sockets).toHaveLength(2);
    await timer.pass(10_000);
    expect(sockets).toHaveLength(2);
  });

  it("gives up when it is no longer signed in", async () => {
    const socket = await connected();
    ticket = () => Promise.reject("401");
    await socket.lose(4001);
    await timer.pass(60_000);
    expect(signedOut).toBe(true);
    expect(sockets).toHaveLength(1);
  });

  it("matches answers to requests by their id", async () => {
    const socket = await connected();
    const accepted = desk.request({ type: "accept", reservation: "r1" });
    const declined = desk.request({ type: "decline", reservation: "r2" });
    const [first, second] = socket.sent;
    socket.deliver({ re: second?.id, error: { code: "reservation-gone", detail: "expired" } });
    socket.deliver({ re: first?.id, ok: true });
    await expect(accepted).resolves.toMatchObject({ ok: true });
    await expect(declined).rejects.toMatchObject({ code: "reservation-gone", message: "expired" });
  });

  it("fails a request that is not answered in time", async () => {
    await connected();
    const failure = desk.request({ type: "accept", reservation: "r1" }).catch((error: RequestFailed) => error.code);
    await timer.pass(REQUEST_TIMEOUT);
    expect(await failure).toBe("timeout");
  });

  it("fails what is under way when the connection is lost, and what is asked without one", async () => {
    const socket = await connected();
    const lost = desk.request({ type: "accept", reservation: "r1" }).catch((error: RequestFailed) => error.code);
    await socket.lose(1006);
    expect(await lost).toBe("connection-lost");
    const none = desk.request({ type: "ping" }).catch((error: RequestFailed) => error.code);
    expect(await none).toBe("not-connected");
  });

  it("reconnects when a ping is not answered", async () => {
    const socket = await connected();
    await timer.pass(PING_INTERVAL);
    expect(socket.sent.at(-1)?.type).toBe("ping");
    await timer.pass(REQUEST_TIMEOUT);
    expect(socket.closed).toBe(true);
  });

  it("keeps a connection whose pings are answered", async () => {
    const socket = await connected();
    for (let times = 0; times < 4; times++) {
      await timer.pass(PING_INTERVAL);
      socket.deliver({ re: socket.sent.at(-1)?.id, ok: true });
      await settled();
    }
    expect(socket.sent.filter((frame) => frame.type === "ping")).toHaveLength(4);
    expect(socket.closed).toBe(false);
  });

  it("stays away once stopped", async () => {
    const socket = await connected();
    desk.stop();
    expect(socket.closed).toBe(true);
    await timer.pass(120_000);
    expect(sockets).toHaveLength(1);
  });

  it("delivers whole conversations unchanged", async () => {
    const socket = await connected();
    const sample: Conversation = conversation({ id: "c9" });
    socket.deliver(reset(1));
    socket.deliver({ seq: 2, type: "assigned", at, conversation: sample });
    expect(frames[1]).toMatchObject({ type: "assigned", conversation: sample });
  });
});
