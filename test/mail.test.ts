import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { SMTPServerOptions } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';
import { instant } from '../src/platform/clock.ts';
import { type MailMessage, openMail, type SendMail } from '../src/platform/mail.ts';
import { NotDelivered } from '../src/platform/not-delivered.ts';
import { openOutbound } from '../src/platform/outbound.ts';
import { readSender, readSmtpUrl, type SmtpAddress } from '../src/platform/smtp-address.ts';
import { type MailServer, readMail, startMailServer } from './mail-kit.ts';

/** A certificate for localhost that is its own authority. */
let identity: { key: string; cert: string };
let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-mail-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert],
    ],
    { stdio: 'ignore' },
  );
  identity = { key: fs.readFileSync(key, 'utf8'), cert: fs.readFileSync(cert, 'utf8') };
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

async function server(o: SMTPServerOptions = {}, port = 0): Promise<MailServer> {
  const it = await startMailServer(o, port);
  onTestFinished(() => it.stop());
  return it;
}

function sender(url: string, o: { authority?: string; timeoutMs?: number } = {}): SendMail {
  const address = readSmtpUrl(url) as SmtpAddress;
  const outbound = openOutbound({
    allow: [`${address.host}:${address.port}`],
    resolve: async () => ['127.0.0.1'],
  });
  return openMail({
    server: address,
    from: { name: '明川市政务公开平台', address: 'noreply@mingchuan.example' },
    connect: (host, port) => outbound.connect(host, port),
    timeoutMs: o.timeoutMs ?? 5000,
    ...(o.authority ? { authority: o.authority } : {}),
  });
}

const letter: MailMessage = {
  id: 'abcdefghjk',
  at: instant('2026-05-20T09:00:00+08:00'),
  to: 'zhou.min@office.mingchuan.example',
  subject: '【公开工作台】您有 1 件待办将于2026年5月22日到期',
  text: '您有 1 件待办将于2026年5月22日到期，请登录工作台查看。\n\nhttps://gongkai.example/notices\n',
};

/** How a sending ends: 'sent', or the reason with its permanence. */
async function fate(sending: Promise<void>): Promise<string> {
  try {
    await sending;
    return 'sent';
  } catch (error) {
    if (!(error instanceof NotDelivered)) throw error;
    expect(error.message).not.toContain('@');
    return `${error.reason}${error.permanent ? '!' : ''}`;
  }
}

test('[R-PLT-05] a mail arrives with sender, recipient, subject and text as they were given', async () => {
  const box = await server();
  await sender(`smtp://localhost:${box.port}?tls=off`)(letter);
  expect(box.received).toHaveLength(1);
  const [got] = box.received;
  expect([got!.from, got!.to]).toEqual(['noreply@mingchuan.example', [letter.to]]);
  const { headers, text } = readMail(got!.raw);
  expect(headers.get('subject')).toBe(letter.subject);
  expect(headers.get('from')).toBe('明川市政务公开平台 <noreply@mingchuan.example>');
  expect(headers.get('to')).toBe(letter.to);
  expect(headers.get('message-id')).toBe('<abcdefghjk@mingchuan.example>');
  expect(instant(headers.get('date')!).getTime()).toBe(letter.at.getTime());
  expect(headers.get('auto-submitted')).toBe('auto-generated');
  expect(text).toBe(letter.text);
});

test('an attachment arrives byte for byte', async () => {
  const box = await server();
  const content = Buffer.from([0, 255, 10, 13, 46, 13, 10, 46, 10]);
  await sender(`smtp://localhost:${box.port}?tls=off`)({
    ...letter,
    attachments: [{ name: '锚点-2026-05-20.json', type: 'application/json', content }],
  });
  const [, data = ''] =
    /application\/json[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/.exec(box.received[0]!.raw) ?? [];
  expect(Buffer.from(data, 'base64').equals(content)).toBe(true);
});

test('a subject cannot begin another header, an address cannot name a second recipient', async () => {
  const box = await server();
  const send = sender(`smtp://localhost:${box.port}?tls=off`);
  await send({ ...letter, subject: '一\r\nBcc: spy@evil.example\r\n\r\n二' });
  expect(box.received[0]!.to).toEqual([letter.to]);
  expect([...readMail(box.received[0]!.raw).headers.keys()]).not.toContain('bcc');
  for (const to of [
    'a@b.example, spy@evil.example',
    'a@b.example\r\nRCPT TO:<spy@evil.example>',
    '"a b"@b.example',
    '<a@b.example>',
    'a@b',
    '',
  ])
    expect(await fate(send({ ...letter, to })), to).toBe('no-address!');
  expect(box.received).toHaveLength(1);
});

describe('encryption', () => {
  const open = { disabledCommands: ['AUTH'] };

  test('is used when the certificate is trusted, by STARTTLS and from the first byte', async () => {
    const upgraded = await server({ ...open, ...identity });
    await sender(`smtp://localhost:${upgraded.port}`, { authority: identity.cert })(letter);
    expect(upgraded.received.map((r) => r.secure)).toEqual([true]);
    const implicit = await server({ ...open, ...identity, secure: true });
    await sender(`smtps://localhost:${implicit.port}`, { authority: identity.cert })(letter);
    expect(implicit.received.map((r) => r.secure)).toEqual([true]);
  });

  test('is demanded: a server without it, an expired, a foreign or a misnamed certificate gets no mail', async () => {
    const plain = await server();
    expect(await fate(sender(`smtp://localhost:${plain.port}`)(letter))).toBe('tls');
    // The package's own certificate expired in 2025.
    const expired = await server(open);
    expect(await fate(sender(`smtp://localhost:${expired.port}`)(letter))).toBe('tls');
    const foreign = await server({ ...open, ...identity });
    expect(await fate(sender(`smtp://localhost:${foreign.port}`)(letter))).toBe('tls');
    const named = sender(`smtp://relay.example:${foreign.port}`, { authority: identity.cert });
    expect(await fate(named(letter))).toBe('tls');
    for (const box of [plain, expired, foreign]) expect(box.received).toEqual([]);
  });

  test('protects name and password: they are accepted over TLS only', async () => {
    const box = await server({
      ...identity,
      disabledCommands: [],
      onAuth: (auth, _session, done) =>
        auth.username === 'mingtang' && auth.password === 'p@ss/1'
          ? done(null, { user: 'mingtang' })
          : done(new Error('no')),
    });
    const with_ = (password: string) =>
      sender(`smtp://mingtang:${encodeURIComponent(password)}@localhost:${box.port}`, {
        authority: identity.cert,
      });
    await with_('p@ss/1')(letter);
    expect(box.received.map((r) => [r.user, r.secure])).toEqual([['mingtang', true]]);
    expect(await fate(with_('wrong')(letter))).toBe('sign-in');
    expect(box.received).toHaveLength(1);
  });
});

describe('a server that does not take it', () => {
  const refusing = (code: number) => ({
    onRcptTo: (_a: unknown, _s: unknown, done: (e?: Error) => void) =>
      done(Object.assign(new Error(`<${letter.to}> no`), { responseCode: code })),
  });
  test.each([
    [451, 'deferred'],
    [452, 'deferred'],
    [550, 'rejected!'],
    [553, 'rejected!'],
  ])('answer %i to the recipient is %s', async (code, expected) => {
    const box = await server(refusing(code));
    expect(await fate(sender(`smtp://localhost:${box.port}?tls=off`)(letter))).toBe(expected);
  });

  test('an answer 4xx or 5xx after the text is told apart the same way', async () => {
    for (const [code, expected] of [
      [452, 'deferred'],
      [554, 'rejected!'],
    ] as const) {
      const box = await server({
        onData(stream, _session, done) {
          stream.resume();
          stream.on('end', () => done(Object.assign(new Error('no'), { responseCode: code })));
        },
      });
      expect(await fate(sender(`smtp://localhost:${box.port}?tls=off`)(letter))).toBe(expected);
    }
  });

  test('is not there at all', async () => {
    const box = await startMailServer();
    await box.stop();
    expect(await fate(sender(`smtp://localhost:${box.port}?tls=off`)(letter))).toBe('connection');
  });

  test('is silent', async () => {
    const dumb = net.createServer(() => undefined);
    await new Promise<void>((ready) => dumb.listen(0, '127.0.0.1', ready));
    onTestFinished(() => void dumb.close());
    const { port } = dumb.address() as net.AddressInfo;
    expect(await fate(sender(`smtp://localhost:${port}?tls=off`, { timeoutMs: 300 })(letter))).toBe(
      'timeout',
    );
  });

  test('is not on the list of the door outward', async () => {
    const box = await server();
    const outbound = openOutbound({ allow: [] });
    const send = openMail({
      server: readSmtpUrl(`smtp://127.0.0.1:${box.port}?tls=off`) as SmtpAddress,
      from: { name: '', address: 'noreply@mingchuan.example' },
      connect: (host, port) => outbound.connect(host, port),
    });
    expect(await fate(send(letter))).toBe('connection');
    expect(box.received).toEqual([]);
  });
});

describe('settings', () => {
  test.each([
    ['smtp://mail.example', { host: 'mail.example', port: 587, tls: 'starttls' }],
    ['smtps://mail.example', { host: 'mail.example', port: 465, tls: 'implicit' }],
    ['smtp://10.1.2.3:25?tls=off', { host: '10.1.2.3', port: 25, tls: 'off' }],
    ['smtp://[fd00::1]:2525?tls=off', { host: 'fd00::1', port: 2525, tls: 'off' }],
    ['smtp://u:p%40ss@mail.example:587', { credentials: { user: 'u', password: 'p@ss' } }],
    ['smtp://u:p@localhost:25?tls=off', { host: 'localhost', tls: 'off' }],
  ])('%s is understood', (text, expected) => {
    expect(readSmtpUrl(text)).toMatchObject(expected);
  });
  test.each([
    'mail.example',
    'https://mail.example',
    'smtp://',
    'smtp://mail.example/inbox',
    'smtp://mail.example?tls=on',
    'smtp://mail.example?secure=false',
    'smtps://mail.example?tls=off',
    'smtp://u:p@mail.example?tls=off',
  ])('%s is refused with a sentence', (text) => {
    expect(readSmtpUrl(text)).toMatch(/\p{Script=Han}/u);
  });

  test('senders', () => {
    expect(readSender('政务公开平台 <noreply@mingchuan.example>')).toEqual({
      name: '政务公开平台',
      address: 'noreply@mingchuan.example',
    });
    expect(readSender('noreply@mingchuan.example')).toEqual({
      name: '',
      address: 'noreply@mingchuan.example',
    });
    for (const bad of ['', 'x', 'a <b>', 'a@b.example <c@d', 'a\r\nBcc: x <a@b.example>'])
      expect(readSender(bad), bad).toBeUndefined();
  });

  test('all that is wrong with mail and hook is told at once', () => {
    const problems = (env: Record<string, string>) => {
      try {
        readConfig(env);
        return '';
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        return (error as Error).message;
      }
    };
    expect(problems({ SMTP_URL: 'smtp://mail.example' })).toContain('SMTP_URL 与 MAIL_FROM 须同时给出');
    expect(problems({ HOOK_URL: 'https://sms.example/' })).toContain('HOOK_SECRET_FILE');
    const two = problems({ SMTP_URL: 'mail.example', MAIL_FROM: 'nobody' });
    expect(two).toContain('SMTP_URL');
    expect(two).toContain('MAIL_FROM');
    expect(problems({ SMTP_URL: 'smtp://mail.example', MAIL_FROM: 'a@b.example' })).toBe('');
  });
});
