import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openChannels } from '../src/channels.ts';
import { ConfigError, readConfig } from '../src/config.ts';
import { settableClock } from '../src/platform/clock.ts';
import { type HookMessage, openHook, type SendHook } from '../src/platform/hook.ts';
import { NotDelivered } from '../src/platform/not-delivered.ts';
import { openOutbound } from '../src/platform/outbound.ts';
import { type HookCall, startGateway } from './hook-kit.ts';
import { hmacSm3, sm3 } from './sm3.ts';

const SECRET = Buffer.from('an invented secret of forty characters..');
const clock = settableClock('2026-05-20T09:00:00+08:00');

const message: HookMessage = {
  id: 'k3v9x2m7qa',
  to: '00000001234',
  text: '您有 1 件待办将于2026年5月22日到期，请登录工作台查看。',
  link: 'https://gongkai.example/notices',
  urgent: true,
};

function caller(url: string): SendHook {
  const outbound = openOutbound({ allow: [new URL(url).host] });
  return openHook({ url, secret: SECRET, clock, call: (to, init) => outbound.fetch(to, init) });
}

async function gateway(answer: Parameters<typeof startGateway>[0]) {
  const it = await startGateway(answer);
  onTestFinished(() => it.stop());
  return it;
}

async function fate(sending: Promise<string>): Promise<string> {
  try {
    return `taken ${await sending}`.trim();
  } catch (error) {
    if (!(error instanceof NotDelivered)) throw error;
    return `${error.reason}${error.permanent ? '!' : ''}`;
  }
}

test('our own SM3 gives the values of GB/T 32905 appendix A', () => {
  const hex = (text: string) => Buffer.from(sm3(Buffer.from(text))).toString('hex');
  expect(hex('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
  expect(hex('abcd'.repeat(16))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
});

test('[R-PLT-05] a call carries the message and a signature that an independent implementation accepts', async () => {
  const receiver = await gateway(() => ({ status: 200, body: '{"receipt":"SMS-17"}' }));
  expect(await caller(receiver.url)(message)).toBe('SMS-17');
  const [call] = receiver.calls;
  expect(call!.method).toBe('POST');
  expect(JSON.parse(call!.body.toString())).toEqual({ version: 1, ...message });
  const { headers } = call!;
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  expect(headers['idempotency-key']).toBe(message.id);
  expect(headers['x-mingtang-timestamp']).toBe(String(Date.UTC(2026, 4, 20, 1) / 1000));
  expect(headers['x-mingtang-nonce']).toMatch(/^[0-9a-f]{32}$/);
  const signed = Buffer.concat([
    Buffer.from(`${headers['x-mingtang-timestamp']}.${headers['x-mingtang-nonce']}.`),
    call!.body,
  ]);
  expect(headers['x-mingtang-signature']).toBe(`hmac-sm3=${hmacSm3(SECRET, signed)}`);
  expect(hmacSm3(Buffer.from('another secret'), signed)).not.toBe(hmacSm3(SECRET, signed));
});

describe('the receiver of docs/hooks.md', async () => {
  // The example is tried as it is printed.
  const text = fs.readFileSync(path.join(import.meta.dirname, '..', 'docs', 'hooks.md'), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(text)![1]!;
  expect(code.match(/^ {2}.*\S/gm)!.length).toBeLessThanOrEqual(20);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-hook-'));
  const file = path.join(folder, 'receive.mjs');
  fs.writeFileSync(file, code);
  type Receive = (
    headers: HookCall['headers'],
    body: Buffer,
    secret: Buffer,
    send: (m: HookMessage) => void,
    now: number,
  ) => number;
  const { receive } = (await import(pathToFileURL(file).href)) as { receive: Receive };
  fs.rmSync(folder, { recursive: true });
  const now = clock.now().getTime() / 1000;

  test('takes a call, refuses its replay, an old one, a changed one, a foreign one; sends a message once', async () => {
    const sent: HookMessage[] = [];
    const take = (c: HookCall, at = now, secret = SECRET) =>
      receive(c.headers, c.body, secret, (m) => sent.push(m), at);
    const receiver = await gateway((call) => ({ status: take(call) }));
    const send = caller(receiver.url);
    expect(await fate(send(message))).toBe('taken');
    const [call] = receiver.calls as [HookCall];
    expect(take(call)).toBe(401);
    expect(take(call, now + 250)).toBe(401);
    // Fresh nonce, same message: our retry after a lost answer. It is taken as delivered and sent no second time.
    expect(await fate(send(message))).toBe('taken');
    expect(sent).toHaveLength(1);
    expect(take(call, now + 900)).toBe(401);
    const other = await startGateway(() => ({ status: 200 }));
    onTestFinished(() => other.stop());
    await caller(other.url)({ ...message, id: 'another000' });
    const [fresh] = other.calls as [HookCall];
    expect(take(fresh, now + 301)).toBe(401);
    expect(take(fresh, now - 301)).toBe(401);
    expect(take(fresh, now, Buffer.from('another secret of forty characters......'))).toBe(401);
    const altered = Buffer.from(fresh.body.toString().replace('00000001234', '00000009999'));
    expect(take({ ...fresh, body: altered })).toBe(401);
    for (const header of ['x-mingtang-timestamp', 'x-mingtang-nonce', 'x-mingtang-signature']) {
      expect(take({ ...fresh, headers: { ...fresh.headers, [header]: undefined } }), header).toBe(401);
      expect(take({ ...fresh, headers: { ...fresh.headers, [header]: '1779238801' } }), header).toBe(401);
    }
    expect(sent).toHaveLength(1);
    expect(take(fresh)).toBe(200);
    expect(sent).toHaveLength(2);
  });
});

describe('answers', () => {
  test.each([
    [200, 'taken'],
    [202, 'taken'],
    [409, 'taken'],
    [400, 'rejected!'],
    [404, 'rejected!'],
    [422, 'rejected!'],
    [401, 'sign-in'],
    [403, 'sign-in'],
    [408, 'deferred'],
    [429, 'deferred'],
    [500, 'deferred'],
    [503, 'deferred'],
    [307, 'connection'],
  ])('%i is %s', async (status, expected) => {
    const receiver = await gateway(() => ({ status }));
    expect(await fate(caller(receiver.url)(message))).toBe(expected);
    expect(receiver.calls).toHaveLength(1);
  });

  test('a dead line is a failed connection', async () => {
    const receiver = await gateway(() => undefined);
    expect(await fate(caller(receiver.url)(message))).toBe('connection');
  });

  test('a receipt is kept only when it is short and printable', async () => {
    for (const [body, expected] of [
      ['{"receipt":"A-1"}', 'taken A-1'],
      ['{"receipt":17}', 'taken'],
      [`{"receipt":"${'x'.repeat(101)}"}`, 'taken'],
      ['{"receipt":"<b>"}', 'taken <b>'],
      ['{"receipt":"a\\nb"}', 'taken'],
      ['not json', 'taken'],
    ] as const) {
      const receiver = await gateway(() => ({ status: 200, body }));
      expect(await fate(caller(receiver.url)(message)), body).toBe(expected);
    }
  });
});

test('a secret that others can read, that is short or missing stops the start', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-secret-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'secret');
  const open = () =>
    openChannels(readConfig({ HOOK_URL: 'https://sms.example/', HOOK_SECRET_FILE: file }), {
      outbound: openOutbound({ allow: [] }),
      clock,
    });
  expect(open).toThrow(ConfigError);
  fs.writeFileSync(file, 'short\n', { mode: 0o600 });
  expect(open).toThrow(/至少 32/);
  fs.writeFileSync(file, `${SECRET}\n`);
  expect(open().hook).toBeTypeOf('function');
  fs.chmodSync(file, 0o644);
  expect(open).toThrow(/chmod 600/);
});
