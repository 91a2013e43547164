// Drives the published botframework-directlinejs, unchanged, as a shop's page would: in a browser's environment (jsdom), from an
// allowed origin, so with preflights and all. Arguments: base address, secret, origin. Ends with 0 when everything happened.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { JSDOM } from 'jsdom';

const [base, secret, origin] = process.argv.slice(2);
const page = new JSDOM('', { url: `${origin}/`, pretendToBeVisual: false });
for (const name of ['XMLHttpRequest', 'WebSocket', 'FormData', 'Blob']) {
  globalThis[name] = page.window[name];
}
const { ConnectionStatus, DirectLine } = (await import('botframework-directlinejs')).default;

const domain = `${base}/v3/directline`;

async function token(userId) {
  const answer = await fetch(`${domain}/tokens/generate`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ user: { id: userId } }),
  });
  assert.equal(answer.status, 200);
  return answer.json();
}

/** A client and what it has got. */
function open(options) {
  const client = new DirectLine({ domain, pollingInterval: 200, ...options });
  const got = [];
  const subscription = client.activity$.subscribe((activity) => got.push(activity));
  return { client, got, close: () => (subscription.unsubscribe(), client.end()) };
}

function post(client, activity) {
  return new Promise((resolve, reject) => client.postActivity(activity).subscribe(resolve, reject));
}

const say = (text) => ({ type: 'message', text, from: { id: 'ignored-for-tokens' }, channelData: {} });
const texts = (got) => got.filter((a) => a.type === 'message').map((a) => a.text);

async function until(what, condition) {
  const deadline = Date.now() + 15_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `${what} did not happen`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  console.log(`ok: ${what}`);
}

const user = `dl_stock-${process.pid}-${Date.now()}`;

const first = open({ ...(await token(user)) });
await until('connects by socket', () => first.client.connectionStatus$.getValue() === ConnectionStatus.Online);
const id = await post(first.client, say('hello'));
await until('gets the echo and the answer by socket', () => texts(first.got).includes('echo: hello'));
assert.ok(first.got.some((a) => a.id === id && a.from.role === 'user'));
assert.equal(first.client.webSocket, true);

await new Promise((resolve, reject) => {
  first.client.refreshToken().subscribe((fresh) => {
    first.client.token = fresh;
    resolve();
  }, reject);
});
await post(first.client, say('with a fresh token'));
await until('goes on with a refreshed token', () => texts(first.got).includes('echo: with a fresh token'));

const watermark = first.client.watermark;
const { conversationId } = first.client;
first.close();

const away = await token(user);
assert.equal(away.conversationId, conversationId);
await fetch(`${domain}/conversations/${conversationId}/activities`, {
  method: 'POST',
  headers: { Authorization: `Bearer ${away.token}`, 'Content-Type': 'application/json' },
  body: JSON.stringify(say('said elsewhere')),
});

const second = open({ token: away.token, conversationId, watermark });
await until('comes back with its watermark', () => texts(second.got).includes('echo: said elsewhere'));
assert.deepEqual(texts(second.got), ['said elsewhere', 'echo: said elsewhere']);

// The client fetches what it uploads from the attachment's address first.
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const files = createServer((_, response) =>
  response
    .writeHead(200, {
      'Content-Type': 'image/png',
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Headers': 'x-requested-with',
    })
    .end(picture),
).listen(0, '127.0.0.1');
await new Promise((resolve) => files.once('listening', resolve));
await post(second.client, {
  ...say('look'),
  attachments: [{ contentType: 'image/png', contentUrl: `http://127.0.0.1:${files.address().port}/`, name: 'dot.png' }],
});
await until('uploads a picture', () => second.got.some((a) => a.attachments?.[0]?.contentType === 'image/png'));
const { attachments } = second.got.find((a) => a.attachments);
const kept = await fetch(attachments[0].contentUrl);
assert.equal(kept.headers.get('x-content-type-options'), 'nosniff');
assert.deepEqual(Buffer.from(await kept.arrayBuffer()), picture);
files.close();
second.close();

const third = open({ ...(await token(`${user}-polls`)), webSocket: false });
await until('connects by polling', () => third.client.connectionStatus$.getValue() === ConnectionStatus.Online);
await post(third.client, say('polled'));
await until('gets the answer by polling', () => texts(third.got).includes('echo: polled'));
assert.deepEqual(texts(third.got), ['polled', 'echo: polled']);
third.close();

page.window.close();
process.exit(0);
