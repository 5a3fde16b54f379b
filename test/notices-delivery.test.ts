import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  type Channel,
  CONTACT_COLUMNS,
  gatherDigests,
  pauseOutgoing,
  planDeliveries,
  type Rhythm,
  readContact,
  resumeOutgoing,
  sendDue,
  setChoices,
} from '../src/core/index.ts';
import { contactPurpose } from '../src/core/notices/contacts.ts';
import { digestCut, isQuiet, minutesOfDay } from '../src/core/notices/hours.ts';
import { addDays, type Day, day } from '../src/law/day.ts';
import { instant } from '../src/platform/clock.ts';
import { keyringOf, newKeyFile, withNewKey } from '../src/platform/keyring.ts';
import { sealAgain } from '../src/platform/sealed-columns.ts';
import { SealBroken } from '../src/platform/sealing.ts';
import { addOrgan, addStaff, cloneDatabase, deskOf, openAs, type TestDatabase } from './harness.ts';
import { startGateway } from './hook-kit.ts';
import { type MailServer, readMail, startMailServer } from './mail-kit.ts';
import { addReachable, startTimed, type TimedApp, tell, tick } from './notices-kit.ts';

let database: TestDatabase;
let box: MailServer;
let gateway: Awaited<ReturnType<typeof startGateway>>;
let folder: string;
let app: TimedApp;
let city: number;
let gatewayStatus = 200;
/** What the mail server says to the next mails; empty = takes them. */
let script: ('busy' | 'gone' | 'die' | 'take-and-die')[] = [];

const db = () => app.office!.db;
const env = () => ({
  SMTP_URL: `smtp://localhost:${box.port}?tls=off`,
  MAIL_FROM: '公开平台 <noreply@mingchuan.example>',
  HOOK_URL: gateway.url,
  HOOK_SECRET_FILE: path.join(folder, 'secret'),
  CONSOLE_URL: 'https://gongkai.mingchuan.example',
});
const mailOptions = () => ({
  onRcptTo(_a: unknown, _s: unknown, done: (e?: Error) => void) {
    const said = script[0];
    if (said !== 'busy' && said !== 'gone') return done();
    script.shift();
    return done(Object.assign(new Error('no'), { responseCode: said === 'busy' ? 451 : 550 }));
  },
});

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mingtang-delivery-'));
  fs.writeFileSync(path.join(folder, 'secret'), 'an invented secret of forty characters..', { mode: 0o600 });
  database = await cloneDatabase('empty');
  box = await startMailServer(mailOptions());
  gateway = await startGateway(() => ({ status: gatewayStatus, body: '{"receipt":"R1"}' }));
  app = await startTimed(database, '2026-05-20T09:00:00+08:00', { env: env() });
  city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '明川市人民政府' });
});
afterAll(async () => {
  await app.stop();
  await Promise.all([box.stop(), gateway.stop()]);
  await database.drop();
  fs.rmSync(folder, { recursive: true });
});

/** A minute of the program, with what its jobs would do. */
async function turn(at?: string): Promise<void> {
  if (at) app.clock.set(at);
  await tick(app);
  for (const channel of ['mail', 'hook'] as const) await sendDue(app.office!, channel);
}
const mailsTo = (address: string) => box.received.filter((r) => r.to.includes(address));
const person = (name: string, o: { mail?: string; hook?: string } = { mail: `${name}@office.example` }) =>
  addReachable(app, { name, organisationId: city, ...o });
const choose = (id: number, channel: Channel, rhythm: Rhythm) =>
  db()
    .transaction()
    .execute((tx) => setChoices(tx, id, [{ channel, kind: 'system', rhythm }]));
const messageOf = (id: number) =>
  db().selectFrom('outgoing_message').selectAll().where('person_id', '=', id).orderBy('id').execute();

describe('投递', () => {
  test('[R-PLT-05] 紧急的立即由两个渠道送达；再跑多少遍也只有一次', async () => {
    const id = await person('yi', { mail: 'yi@office.example', hook: '00000001111' });
    const to = [id];
    await tell(app, {
      to,
      kind: 'due-reminder',
      text: '《内部标题》将到期',
      path: '/cases/x',
      aboutDay: day('2026-05-22'),
    });
    for (let i = 0; i < 3; i++) await turn();
    const [mail, ...more] = mailsTo('yi@office.example');
    expect(more).toEqual([]);
    const { headers, text } = readMail(mail!.raw);
    expect(headers.get('subject')).toBe('【公开工作台】您有 1 件待办将于2026年5月22日到期');
    expect(text).toContain('您有 1 件待办将于2026年5月22日到期，请登录工作台查看。');
    expect(text).toContain('https://gongkai.mingchuan.example/notices\n');
    const calls = gateway.calls.map((c) => JSON.parse(c.body.toString()));
    expect(calls).toEqual([
      {
        version: 1,
        id: expect.any(String),
        to: '00000001111',
        text: '您有 1 件待办将于2026年5月22日到期，请登录工作台查看。',
        link: 'https://gongkai.mingchuan.example/notices',
        urgent: true,
      },
    ]);
    expect((await messageOf(id)).map((m) => [m.channel, m.state, m.receipt]).sort()).toEqual([
      ['hook', 'sent', 'R1'],
      ['mail', 'sent', ''],
    ]);
  });

  test('一次产生多条，合成一封', async () => {
    const id = await person('er');
    for (let i = 0; i < 3; i++)
      await tell(app, { to: [id], kind: i ? 'escalation' : 'security', text: `第 ${i} 条`, path: '/' });
    await turn();
    expect(mailsTo('er@office.example').map((m) => readMail(m.raw).headers.get('subject'))).toEqual([
      '【公开工作台】您有 3 条未读消息：督办 2 条，账号安全 1 条',
    ]);
  });

  test('对方暂时不收：按 2、4、8 分钟重试，送达一次', async () => {
    const id = await person('san');
    script = ['busy', 'busy', 'busy'];
    await tell(app, { to: [id], kind: 'security', text: '一条', path: '/' });
    const tries: number[] = [];
    for (let m = 0; m <= 20; m++) {
      const before = script.length + 10 * mailsTo('san@office.example').length;
      await turn(`2026-05-20T10:${String(m).padStart(2, '0')}:00+08:00`);
      if (script.length + 10 * mailsTo('san@office.example').length !== before) tries.push(m);
    }
    expect(tries).toEqual([0, 2, 6, 14]);
    expect(mailsTo('san@office.example')).toHaveLength(1);
    expect((await messageOf(id))[0]).toMatchObject({ state: 'sent', attempts: 4, last_error: null });
  });

  test('服务器没有开：不影响办理，次数用尽后列入投递失败，重新投递后送达一次', async () => {
    const { port } = box;
    await box.stop();
    const id = await person('si');
    const other = await person('wu');
    await tell(app, { to: [id, other], kind: 'security', text: '一条', path: '/' });
    app.clock.set('2026-05-20T12:00:00+08:00');
    const failures = async () =>
      (await db().selectFrom('outgoing_message').select('id').where('state', '=', 'failed').execute()).length;
    // While nobody answers, one message a minute is tried and the others keep their attempts.
    for (let h = 0; h < 60 && (await failures()) < 2; h++)
      await turn(addHours('2026-05-20T12:00:00+08:00', h));
    const failed = await messageOf(id);
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatchObject({ state: 'failed', attempts: 8, last_error: 'connection' });
    await addStaff(db(), {
      username: 'admin',
      organisationId: city,
      grants: [{ role: 'administrator', scope: 'subtree' }],
    });
    app.clock.set('2026-05-23T09:00:00+08:00');
    const admin = await deskOf(app, 'admin');
    const page = await admin.get('/deliveries');
    expect(page.text).toMatch(/si 明川市人民政府 电子邮件 账号安全 连接不上对方服务器 8 次/);
    expect(page.html).not.toContain('@office.example');
    box = await startMailServer(mailOptions(), port);
    const pressed = await admin.submit(page, '/deliveries/retry', { id: String(failed[0]!.id) });
    expect([pressed.status, pressed.location]).toEqual([303, '/deliveries?done=retry']);
    expect((await admin.get(pressed.location)).text).toContain('已重新排队');
    await turn();
    await turn('2026-05-23T09:10:00+08:00');
    expect(mailsTo('si@office.example')).toHaveLength(1);
    const rest = await admin.get('/deliveries');
    const dropped = await admin.submit(rest, '/deliveries/drop', {
      id: String((await messageOf(other))[0]!.id),
    });
    expect([dropped.status, dropped.location]).toEqual([303, '/deliveries?done=drop']);
    expect((await admin.get('/deliveries')).text).toContain('没有投递失败的消息');
    await turn('2026-05-24T10:00:00+08:00');
    expect(mailsTo('wu@office.example')).toHaveLength(0);
  });

  test('拒收的不再试；没有地址的也不再试', async () => {
    const id = await person('liu');
    script = ['gone'];
    await tell(app, { to: [id], kind: 'security', text: '一条', path: '/' });
    await turn('2026-05-25T09:00:00+08:00');
    expect((await messageOf(id))[0]).toMatchObject({
      state: 'failed',
      last_error: 'rejected',
      last_status: 550,
    });
    await tell(app, { to: [id], kind: 'security', text: '二条', path: '/' });
    await planDeliveries(app.office!);
    await db()
      .updateTable('contact_address')
      .set({ sealed: null, confirmed_at: null })
      .where('person_id', '=', id)
      .execute();
    await turn();
    expect((await messageOf(id))[1]).toMatchObject({ state: 'failed', last_error: 'no-address' });
  });

  test('密文被动过手脚：不发，列入失败', async () => {
    const [one, two] = [await person('qi'), await person('ba')];
    const sealed = async (id: number) =>
      (
        await db()
          .selectFrom('contact_address')
          .select('sealed')
          .where('person_id', '=', id)
          .executeTakeFirstOrThrow()
      ).sealed;
    // Another person's address put in place of the own one.
    const theirs = await sealed(two);
    await db().updateTable('contact_address').set({ sealed: theirs }).where('person_id', '=', one).execute();
    await tell(app, { to: [one], kind: 'security', text: '一条', path: '/' });
    await turn('2026-05-25T10:00:00+08:00');
    expect((await messageOf(one))[0]).toMatchObject({ state: 'failed', last_error: 'unreadable' });
    expect(mailsTo('ba@office.example')).toEqual([]);
  });

  test('网关报错：短信重试，邮件照发', async () => {
    const id = await person('jiu', { mail: 'jiu@office.example', hook: '00000009999' });
    const before = gateway.calls.length;
    gatewayStatus = 503;
    await tell(app, { to: [id], kind: 'security', text: '一条', path: '/' });
    await turn('2026-05-25T11:00:00+08:00');
    expect(mailsTo('jiu@office.example')).toHaveLength(1);
    gatewayStatus = 200;
    await turn('2026-05-25T11:01:00+08:00');
    expect(gateway.calls.length).toBe(before + 1);
    await turn('2026-05-25T11:02:00+08:00');
    const [first, second] = gateway.calls.slice(before);
    expect(second!.headers['idempotency-key']).toBe(first!.headers['idempotency-key']);
    expect(second!.headers['x-mingtang-nonce']).not.toBe(first!.headers['x-mingtang-nonce']);
    await turn('2026-05-25T12:00:00+08:00');
    expect(gateway.calls.length).toBe(before + 2);
  });

  test('离任的人不再收到', async () => {
    const id = await person('lizhi');
    await tell(app, { to: [id], kind: 'security', text: '一条', path: '/' });
    await planDeliveries(app.office!);
    await db().updateTable('person').set({ valid_to: '2026-05-24' }).where('id', '=', id).execute();
    await turn('2026-05-25T13:00:00+08:00');
    expect((await messageOf(id))[0]).toMatchObject({ state: 'dropped' });
    expect(mailsTo('lizhi@office.example')).toEqual([]);
  });

  test('暂停期间什么也不出门，恢复后各发一次', async () => {
    const id = await person('ting', { mail: 'ting@office.example', hook: '00000002222' });
    const calls = gateway.calls.length;
    app.clock.set('2026-05-26T09:00:00+08:00');
    await db()
      .transaction()
      .execute((tx) => pauseOutgoing(tx, { reason: '恢复备份之后核对', at: app.clock.now() }));
    await tell(app, { to: [id], kind: 'security', text: '一条', path: '/' });
    for (let m = 1; m < 5; m++) await turn(`2026-05-26T09:0${m}:00+08:00`);
    expect(mailsTo('ting@office.example')).toEqual([]);
    expect((await messageOf(id)).map((m) => [m.state, m.attempts])).toEqual([
      ['queued', 0],
      ['queued', 0],
    ]);
    const released = await db()
      .transaction()
      .execute((tx) => resumeOutgoing(tx));
    expect(released).toBe(true);
    for (let m = 5; m < 8; m++) await turn(`2026-05-26T09:0${m}:00+08:00`);
    expect(mailsTo('ting@office.example')).toHaveLength(1);
    expect(gateway.calls.length).toBe(calls + 1);
  });
});

function addHours(at: string, hours: number): string {
  return instant(instant(at).getTime() + hours * 3_600_000).toISOString();
}

describe('信件传到一半', () => {
  /** A mail server that speaks just enough SMTP to hang up where it is told to. */
  async function fragile(end: 'in the text' | 'before the answer') {
    const net = await import('node:net');
    const taken: string[] = [];
    const tried: string[] = [];
    let break_ = true;
    const server = net.createServer((socket) => {
      let data: string | undefined;
      socket.on('error', () => undefined);
      socket.write('220 fragile\r\n');
      socket.on('data', (chunk) => {
        if (data !== undefined) {
          data += chunk.toString();
          if (break_ && end === 'in the text') {
            break_ = false;
            tried.push(data);
            socket.destroy();
          } else if (data.endsWith('\r\n.\r\n')) {
            taken.push(data);
            data = undefined;
            if (break_ && end === 'before the answer') {
              break_ = false;
              socket.destroy();
            } else socket.write('250 ok\r\n');
          }
          return;
        }
        const command = chunk.toString().slice(0, 4).toUpperCase();
        if (command === 'DATA') {
          data = '';
          socket.write('354 go\r\n');
        } else if (command === 'QUIT') socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      });
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as { port: number };
    return { port, taken, tried, stop: () => server.close() };
  }

  test.each([
    ['in the text', 1],
    ['before the answer', 2],
  ] as const)('%s：重试，收下 %i 份，都是同一个 Message-ID', async (end, copies) => {
    const server = await fragile(end);
    const mended = await startTimed(database, '2026-05-27T09:00:00+08:00', {
      env: { ...env(), SMTP_URL: `smtp://localhost:${server.port}?tls=off` },
    });
    onTestFinished(async () => {
      await mended.stop();
      server.stop();
    });
    const id = await addReachable(mended, {
      name: `ban-${copies}`,
      organisationId: city,
      mail: `ban${copies}@office.example`,
    });
    await tell(mended, { to: [id], kind: 'security', text: '一条', path: '/' });
    await tick(mended);
    await sendDue(mended.office!, 'mail');
    expect((await messageOf(id))[0]).toMatchObject({ state: 'queued', last_error: 'connection' });
    mended.clock.set('2026-05-27T09:02:00+08:00');
    await sendDue(mended.office!, 'mail');
    mended.clock.set('2026-05-27T12:00:00+08:00');
    await sendDue(mended.office!, 'mail');
    expect((await messageOf(id))[0]).toMatchObject({ state: 'sent', attempts: 2 });
    // A server that took it and died before saying so cannot be told from one that did not: the id tells the receiver.
    expect(server.taken).toHaveLength(copies);
    const ids = server.taken.map((t) => /^Message-ID: (.*)$/m.exec(t)![1]);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('汇总', () => {
  /** Every day at noon a notice, every day at 08:31 (and the first days at 08:29) the tick. @returns days on which a mail came */
  async function days(
    from: string,
    through: string,
    rhythm: Rhythm,
    name: string,
  ): Promise<Record<string, number>> {
    app.clock.set(`${from}T00:00:00+08:00`);
    const id = await person(name);
    await choose(id, 'mail', rhythm);
    const got: Record<string, number> = {};
    const minute = async (at: string) => {
      app.clock.set(at);
      await planDeliveries(app.office!);
      await gatherDigests(app.office!);
      await sendDue(app.office!, 'mail');
    };
    for (let d = day(from); d <= day(through); d = addDays(d, 1)) {
      if (rhythm === 'daily' && d < addDays(day(from), 5)) {
        await minute(`${d}T08:29:00+08:00`);
        expect(mailsTo(`${name}@office.example`)).toHaveLength(Object.keys(got).length);
      }
      await minute(`${d}T08:31:00+08:00`);
      const mails = mailsTo(`${name}@office.example`);
      const last = mails.at(-1);
      if (mails.length > Object.keys(got).length)
        got[d] = Number(/系统 (\d+) 条/.exec(readMail(last!.raw).text)?.[1] ?? 1);
      app.clock.set(`${d}T12:00:00+08:00`);
      await tell(app, { to: [id], kind: 'system', text: `${d} 的消息`, path: '/' });
    }
    return got;
  }

  // By the notice of the State Council for 2026: 国庆 1 to 7 October, worked on 20 September and 10 October;
  // 春节 15 to 23 February, worked on 14 and 28 February. Number of notices since the digest before.
  test('[R-PLT-05, R-PLT-01] 每日汇总：国庆假期不发，调休的周六照发，节后一次带上全部', async () => {
    expect(await days('2026-09-29', '2026-10-12', 'daily', 'guoqing')).toEqual({
      '2026-09-30': 1,
      '2026-10-08': 8,
      '2026-10-09': 1,
      '2026-10-10': 1,
      '2026-10-12': 2,
    });
  });

  test('每日汇总：春节', async () => {
    expect(await days('2026-02-12', '2026-03-02', 'daily', 'chunjie')).toEqual({
      '2026-02-13': 1,
      '2026-02-14': 1,
      '2026-02-24': 10,
      '2026-02-25': 1,
      '2026-02-26': 1,
      '2026-02-27': 1,
      '2026-02-28': 1,
      '2026-03-02': 2,
    });
  });

  test('每周汇总：一周的首个工作日；整周放假的并到下一周', async () => {
    expect(await days('2026-02-08', '2026-03-03', 'weekly', 'zhou')).toEqual({
      '2026-02-09': 1,
      '2026-02-24': 15,
      '2026-03-02': 6,
    });
    expect(await days('2026-09-27', '2026-10-13', 'weekly', 'zhou2')).toEqual({
      '2026-09-28': 1,
      '2026-10-08': 10,
      '2026-10-12': 4,
    });
  });

  test('汇总之前在站内读过的不再提；全部读过就不发', async () => {
    app.clock.set('2026-06-01T12:00:00+08:00');
    const id = await person('yidu');
    for (const text of ['甲一', '乙一', '丙一'])
      await tell(app, { to: [id], kind: 'system', text, path: '/' });
    await turn();
    await db()
      .updateTable('notice')
      .set({ read_at: app.clock.now() })
      .where('text', 'in', ['甲一', '乙一'])
      .execute();
    await turn('2026-06-02T08:31:00+08:00');
    expect(readMail(mailsTo('yidu@office.example')[0]!.raw).text).toContain('您有 1 条系统消息');
    await tell(app, { to: [id], kind: 'system', text: '丁一', path: '/' });
    await turn();
    await db().updateTable('notice').set({ read_at: app.clock.now() }).where('text', '=', '丁一').execute();
    await turn('2026-06-03T08:31:00+08:00');
    expect(mailsTo('yidu@office.example')).toHaveLength(1);
  });

  test('到点时程序停着：之后补发，只一封', async () => {
    app.clock.set('2026-06-03T12:00:00+08:00');
    const id = await person('ting2');
    await tell(app, { to: [id], kind: 'system', text: '一条', path: '/' });
    await turn();
    await turn('2026-06-05T15:10:00+08:00');
    await turn('2026-06-05T15:11:00+08:00');
    expect(mailsTo('ting2@office.example')).toHaveLength(1);
  });

  test('夜间不打扰：选了立即的等到天亮，法定期限和安全不等；不接收的不发', async () => {
    app.clock.set('2026-06-05T22:30:00+08:00');
    const id = await person('ye');
    await choose(id, 'mail', 'at-once');
    const none = await person('bu');
    await choose(none, 'mail', 'never');
    await tell(app, { to: [id, none], kind: 'system', text: '一条', path: '/' });
    await turn();
    await turn('2026-06-06T06:59:00+08:00');
    expect(mailsTo('ye@office.example')).toHaveLength(0);
    await tell(app, { to: [id], kind: 'due-reminder', text: '到期', path: '/' });
    await turn();
    expect(mailsTo('ye@office.example')).toHaveLength(1);
    // A Saturday: what was wanted at once is no digest.
    await turn('2026-06-06T07:00:00+08:00');
    expect(mailsTo('ye@office.example')).toHaveLength(2);
    await turn('2026-06-08T09:00:00+08:00');
    expect(mailsTo('ye@office.example')).toHaveLength(2);
    expect(mailsTo('bu@office.example')).toHaveLength(0);
  });
});

describe('时刻', () => {
  test('写法', () => {
    expect(minutesOfDay('08:30', '00:00')).toBe(510);
    expect(minutesOfDay('8：05', '00:00')).toBe(485);
    for (const bad of ['', '25:00', '8.30', '08:60', 'noon']) expect(minutesOfDay(bad, '07:00')).toBe(420);
  });
  test.each([
    ['22:00', '07:00', '21:59', false],
    ['22:00', '07:00', '22:00', true],
    ['22:00', '07:00', '00:00', true],
    ['22:00', '07:00', '06:59', true],
    ['22:00', '07:00', '07:00', false],
    ['12:00', '14:00', '13:00', true],
    ['12:00', '14:00', '14:00', false],
    ['08:00', '08:00', '08:00', false],
  ])('夜间 %s 至 %s，%s：%s', (from, to, at, quiet) => {
    const now = instant(`2026-05-20T${at}:00+08:00`);
    expect(isQuiet(now, day('2026-05-20'), minutesOfDay(from, '0:00'), minutesOfDay(to, '0:00'))).toBe(quiet);
  });
  test('休息日没有汇总，无论多晚', () => {
    const off = (d: Day) => d !== '2026-05-23';
    const cut = digestCut(instant('2026-05-23T23:59:00+08:00'), day('2026-05-23'), 510, off);
    expect(cut).toEqual({ daily: undefined, weekly: undefined });
  });
});

test('[R-PLT-05] 两个进程同时投递，每条恰好一次', { timeout: 60_000 }, async () => {
  app.clock.set('2026-07-01T09:00:00+08:00');
  const ids: number[] = [];
  for (let i = 0; i < 24; i++) ids.push(await person(`bing-${i}`));
  const before = box.received.length;
  const workers = await Promise.all(
    [1, 2].map(() => startTimed(database, '2026-07-01T09:00:00+08:00', { faces: ['worker'], env: env() })),
  );
  onTestFinished(async () => {
    for (const w of workers) await w.stop();
  });
  // Six acts at once; the workers' jobs, and on top of them the minute of all three.
  await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      tell(app, { to: ids.slice(n * 4, n * 4 + 4), kind: 'security', text: `并发 ${n}`, path: '/' }),
    ),
  );
  const race = async (w: TimedApp) => {
    await planDeliveries(w.office!);
    await sendDue(w.office!, 'mail');
  };
  await Promise.all([...workers.map(race), ...workers.map((w) => tick(w))]);
  const open = () =>
    db()
      .selectFrom('outgoing_message')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('state', '=', 'queued')
      .executeTakeFirstOrThrow();
  for (let i = 0; i < 100 && (await open()).n > 0; i++) await new Promise((r) => setTimeout(r, 100));
  await new Promise((r) => setTimeout(r, 1500));
  const got = box.received.slice(before).map((r) => r.to[0]!);
  expect(got.sort()).toEqual(ids.map((_, i) => `bing-${i}@office.example`).sort());
});

test('更换密钥之后，已确认和待确认的地址都照样能打开', async () => {
  const own = await cloneDatabase('empty');
  onTestFinished(() => own.drop());
  const office = openAs(own, 'app');
  const organ = await addOrgan(office, { code: 'organ' });
  const id = await addStaff(office, { username: 'someone', organisationId: organ });
  const file = newKeyFile();
  const old = keyringOf(file);
  const place = (text: string) => old.seal(contactPurpose(id, 'mail'), Buffer.from(text));
  const at = instant('2026-05-20T09:00:00+08:00');
  await office
    .insertInto('contact_address')
    .values({
      person_id: id,
      channel: 'mail',
      sealed: place('old@office.example'),
      confirmed_at: at,
      pending: place('new@office.example'),
      code_salt: 'salt',
      code_made_at: at,
      set_by_id: id,
      set_at: at,
    })
    .execute();
  const rotated = withNewKey(file);
  for (const column of CONTACT_COLUMNS)
    expect(await sealAgain(office, keyringOf(rotated), column, { batch: 10 })).toBe(1);
  const only = keyringOf({ ...rotated, keys: rotated.keys.slice(-1) });
  expect(await readContact(office, only, id, 'mail')).toMatchObject({
    address: 'old@office.example',
    pending: 'new@office.example',
  });
  await expect(readContact(office, old, id, 'mail')).rejects.toThrow(SealBroken);
});
