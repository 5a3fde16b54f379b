import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunningApp } from '../src/app.ts';
import { newQuestion, plainAnswer } from '../src/core/captcha/questions.ts';
import { turnCaptchaSecret } from '../src/core/index.ts';
import { settableClock } from '../src/platform/clock.ts';
import { answered, answerTo, provenWork, questionOf } from './captcha-kit.ts';
import {
  addOrgan,
  addStaff,
  Client,
  cloneDatabase,
  type Page,
  startTestApp,
  type TestDatabase,
} from './harness.ts';

/* The captcha as a sender meets it, on the public form of privacy requests: the browser of `captcha-kit.ts` solves it. */

let database: TestDatabase;
let app: RunningApp;
const clock = settableClock('2026-05-20T09:00:00+08:00');
const AT = '/privacy/request';
const db = () => app.office!.db;

beforeAll(async () => {
  database = await cloneDatabase('empty');
  app = await startTestApp(database, { clock });
  const city = await addOrgan(db(), { code: 'city', kind: 'city-government', name: '明川市人民政府' });
  await addOrgan(db(), { code: 'bureau', parentId: city, name: '市测试局' });
  await addStaff(db(), {
    username: 'office',
    organisationId: city,
    grants: [{ role: 'disclosure-office', scope: 'subtree' }],
  });
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});
beforeEach(async () => {
  await db().deleteFrom('attempt_limit').execute();
});

const REQUEST = {
  organisation: 'bureau',
  right: 'access',
  statement: '请告知掌握的信息。',
  name: '郑某',
  documentKind: 'identity-card',
  documentNumber: '510107199001011248',
  phone: '13800001111',
  consent: 'yes',
};
const client = () => new Client(app.addresses.portal!);
const send = (form: Page, more: Record<string, string>) => client().submit(form, AT, { ...REQUEST, ...more });
const passed = (page: Page) => page.status === 200 && page.text.includes('请记下查询码');

describe('[R-FBK-02] the captcha', () => {
  test('a form without it, or with an empty one, is not taken; nothing typed is lost', async () => {
    const page = await send(await client().get(AT), {});
    expect(page.status).toBe(422);
    expect(page.text).toContain('请回答验证题');
    expect(page.text).toContain(REQUEST.statement);
  });

  test('proved by work of the browser, or by a question in words without a script or a picture', async () => {
    const form = await client().get(AT);
    expect(form.headers.get('cache-control')).toBe('no-store');
    expect(form.html).not.toMatch(/<img|<canvas|<audio/);
    expect(passed(await send(form, provenWork(form)))).toBe(true);
    const other = await client().get(AT);
    expect(questionOf(other)).not.toBe('');
    expect(passed(await send(other, answered(other)))).toBe(true);
  });

  test('the same form twice at once is one and passes; the proof in another form does not', async () => {
    const form = await client().get(AT);
    const proof = provenWork(form);
    const twice = await Promise.all([send(form, proof), send(form, proof)]);
    expect(twice.map(passed)).toEqual([true, true]);
    const replay = await send(await client().get(AT), proof);
    expect(replay.status).toBe(422);
    expect(replay.text).toContain('已经用过');
    const asked = await client().get(AT);
    const { captcha = '' } = asked.hidden(AT);
    expect(passed(await send(asked, answered(asked)))).toBe(true);
    const again = await send(await client().get(AT), { captcha, ...answered(asked) });
    expect(again.status).toBe(422);
    expect(again.text).toContain('已经用过');
  });

  test('it expires after the minutes of the parameter, and says so', async () => {
    const form = await client().get(AT);
    const [proof, answer] = [provenWork(form), answered(form)];
    clock.set('2026-05-20T09:10:01+08:00');
    for (const more of [proof, answer]) {
      const page = await send(form, more);
      expect(page.status).toBe(422);
      expect(page.text).toContain('验证已经过期');
      expect(questionOf(page)).not.toBe('');
    }
    clock.set('2026-05-20T09:00:00+08:00');
  });

  test('forged, moved or spliced proofs are worth nothing', async () => {
    const form = await client().get(AT);
    const good = JSON.parse(Buffer.from(provenWork(form).altcha, 'base64').toString());
    const forged = (more: object) => ({
      altcha: Buffer.from(JSON.stringify({ ...good, ...more })).toString('base64'),
    });
    const digits = String(good.number);
    const bad: Record<string, string>[] = [
      forged({ number: good.number + 1 }),
      forged({ signature: '0'.repeat(64) }),
      forged({ algorithm: 'SHA-1' }),
      // Digits of the number moved into the time of the salt: the same hash, another day.
      forged({
        salt: `${good.salt.slice(0, -1)}${digits.slice(0, 1)}`,
        number: Number(digits.slice(1) || '0'),
      }),
      forged({ salt: good.salt.replace(/expires=\d+/, 'expires=9999999999') }),
      { altcha: 'bm90IGpzb24=' },
      { altcha: '%%%' },
      { altcha: 'x'.repeat(1900) },
      { captcha: 'a.b.c', captchaAnswer: '1' },
      { captcha: '', captchaAnswer: '红色' },
    ];
    for (const more of bad) {
      const page = await send(form, more);
      expect(page.status, JSON.stringify(more)).toBe(422);
      expect(page.text, JSON.stringify(more)).toContain('验证没有通过');
    }
    expect(passed(await send(form, provenWork(form)))).toBe(true);
  });

  test('three wrong answers to one question, then another is asked', async () => {
    let form = await client().get(AT);
    const first = questionOf(form);
    for (const [nth, says] of [
      [1, '答案不对'],
      [2, '答案不对'],
      [3, '答错的次数太多'],
    ] as const) {
      expect(questionOf(form), String(nth)).toBe(first);
      form = await send(form, { captchaAnswer: '九十九' });
      expect(form.text).toContain(says);
    }
    expect(passed(await send(form, answered(form)))).toBe(true);
  });

  test('another question for the asking, with everything kept', async () => {
    const form = await client().get(AT);
    expect(form.html).toMatch(
      /<button type="submit"[^>]*name="refresh" value="yes"[^>]*>[^<]*(?:<[^>]*>[^<]*)*?换一/,
    );
    const page = await send(form, { refresh: 'yes' });
    expect(page.status).toBe(200);
    expect(page.text).toContain(REQUEST.statement);
    expect(page.hidden(AT).captcha).not.toBe(form.hidden(AT).captcha);
    expect(passed(await send(page, answered(page)))).toBe(true);
  });

  test('the secret changes every day; yesterday’s still counts, that before does not', async () => {
    const form = await client().get(AT);
    const secrets = async () =>
      await db()
        .selectFrom('portal.captcha_secret')
        .select(['made_on', 'secret'])
        .orderBy('made_on')
        .execute();
    const [first] = await secrets();
    clock.set('2026-05-20T23:58:00+08:00');
    const late = await client().get(AT);
    clock.set('2026-05-21T00:01:00+08:00');
    await turnCaptchaSecret(db(), clock.now(), clock.today());
    await turnCaptchaSecret(db(), clock.now(), clock.today());
    expect((await secrets()).map((s) => s.made_on)).toEqual(['2026-05-20', '2026-05-21']);
    expect(new Set((await secrets()).map((s) => s.secret)).size).toBe(2);
    expect(passed(await send(late, provenWork(late)))).toBe(true);
    clock.set('2026-05-22T00:01:00+08:00');
    await turnCaptchaSecret(db(), clock.now(), clock.today());
    expect((await secrets()).map((s) => s.secret)).not.toContain(first?.secret);
    expect((await db().selectFrom('captcha_use').selectAll().execute()).length).toBe(0);
    expect((await send(form, answered(form))).text).toContain('验证没有通过');
    clock.set('2026-05-20T09:00:00+08:00');
  });
});

test('[R-FBK-02] every question has the answer that its reader gives, in digits, words or full-width', () => {
  const asked = new Set<string>();
  for (let i = 0; i < 3000; i++) {
    const { text, answer } = newQuestion();
    asked.add(text);
    expect(plainAnswer(answerTo(text)), text).toBe(answer);
  }
  expect(asked.size).toBeGreaterThan(400);
  for (const typed of ['12', ' １２ ', '十二', '12。', '12本', '十二个'])
    expect(plainAnswer(typed), typed).toBe('12');
  expect(plainAnswer('二十')).toBe('20');
  expect(plainAnswer('两个')).toBe('2');
  expect(plainAnswer('红 色')).toBe('红色');
});
