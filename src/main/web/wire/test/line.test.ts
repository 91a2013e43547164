import { beforeEach, expect, test } from "vitest";
import { ApiError } from "../src/http";
import { type Connection, Line, type Link, type Next, overSocket } from "../src/line";
import { FakeSocket, FakeTimer, settled } from "./fakes";

let timer: FakeTimer;
let sockets: FakeSocket[];
let texts: string[];
let connections: Connection[];
let prepare: (link: Link) => Promise<void>;
let afterError: Next;
let line: Line;

beforeEach(() => {
  timer = new FakeTimer();
  sockets = [];
  texts = [];
  connections = [];
  prepare = () => Promise.resolve();
  afterError = "later";
  line = new Line({
    connect: async (link) => {
      await prepare(link);
      const open = () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      };
      const ping = { every: 20, send: () => sockets.at(-1)?.send('{"type":"ping"}') };
      const { held, code } = await overSocket(link, open, { silence: 30, ping, timer });
      return { good: held >= 10, next: code === 1001 ? "at-once" : "later" };
    },
    onText: (text) => texts.push(text),
    onConnection: (connection) => connections.push(connection),
    onError: () => afterError,
    retry: { first: 100, longest: 400 },
    timer,
    random: () => 1,
  });
  line.start();
});

async function opened(): Promise<FakeSocket> {
  await settled();
  const socket = sockets.at(-1);
  if (!socket) throw new Error("no connection was made");
  return socket.open();
}

function states(): string[] {
  return connections.map(({ state }) => state);
}

test("hands on what comes, keep-alives aside", async () => {
  const socket = await opened();
  socket.onmessage?.({ data: "" });
  socket.onmessage?.({ data: "hello" });
  expect(texts).toEqual(["hello"]);
  expect(states()).toEqual(["connecting", "live"]);
});

test("connects again after a wait that grows with each failure", async () => {
  await (await opened()).lose(1006);
  expect(connections.at(-1)).toMatchObject({ state: "waiting", failures: 1, retryAt: timer.now() + 100 });
  await timer.pass(100);
  await (await opened()).lose(1006);
  expect(connections.at(-1)).toMatchObject({ state: "waiting", failures: 2, retryAt: timer.now() + 200 });
});

test("comes back at once to a server that goes away, but not again and again", async () => {
  await (await opened()).lose(1001);
  expect(sockets.length).toBe(2);
  await (await opened()).lose(1001);
  expect(sockets.length).toBe(2);
  expect(states().at(-1)).toBe("waiting");
});

test("waits as long as the server asked when it could not connect", async () => {
  const socket = await opened();
  prepare = () => Promise.reject(new ApiError(503, {}, 5_000));
  await socket.lose(1006);
  await timer.pass(100);
  expect(connections.at(-1)).toMatchObject({ state: "waiting", retryAt: timer.now() + 5_000 });
});

test("tries again at once, or never, where the owner says so", async () => {
  const socket = await opened();
  let tries = 0;
  afterError = "at-once";
  prepare = () => {
    tries++;
    if (tries === 3) afterError = "stop";
    return Promise.reject(new ApiError(401));
  };
  await socket.lose(1006);
  await timer.pass(100_000);
  expect(tries).toBe(3);
});

test("takes a socket for dead on which nothing comes, pings or no", async () => {
  const socket = await opened();
  await timer.pass(20);
  expect(socket.sent).toEqual([{ type: "ping" }]);
  socket.deliver({});
  await timer.pass(29);
  expect(socket.closed).toBe(false);
  await timer.pass(1);
  expect(socket.closed).toBe(true);
  expect(states().at(-1)).toBe("waiting");
});

test("takes a socket for dead that never opens", async () => {
  await settled();
  await timer.pass(30);
  expect(sockets[0]?.closed).toBe(true);
});

test("opens no socket once it is stopped", async () => {
  const socket = await opened();
  let go = () => {};
  prepare = () => new Promise((resolve) => (go = resolve));
  line.reconnect();
  await timer.pass(100);
  line.stop();
  go();
  await timer.pass(100_000);
  expect(socket.closed).toBe(true);
  expect(sockets.length).toBe(1);
  expect(states().at(-1)).toBe("stopped");
});

test("hears nothing more of a connection it has given up", async () => {
  const socket = await opened();
  line.reconnect();
  socket.onmessage?.({ data: "late" });
  await settled();
  expect(texts).toEqual([]);
  line.retryNow();
  await opened();
  expect(states().at(-1)).toBe("live");
});
