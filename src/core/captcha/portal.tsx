import { sql } from 'kysely';
import type { ComponentChildren } from 'preact';
import { z } from 'zod';
import { newToken, sha256 } from '../../platform/crypto.ts';
import type { Database } from '../../platform/db/pool.ts';
import { Refusal } from '../../platform/errors.ts';
import type { FormState, RequestContext } from '../../platform/http/route.ts';
import { Hidden, TextField, textOf } from '../../ui/index.ts';
import { portalParameter } from '../parameters/public.ts';
import { newQuestion } from './questions.ts';
import { askQuestion, newWork, type Returned, readQuestion, readWork } from './tokens.ts';

/** Fields that a form with a captcha adds to its body. `refresh` asks for another question and nothing else. */
export const captchaBody = z.object({
  altcha: z.string().max(2000).default(''),
  captcha: z.string().max(2000).default(''),
  captchaAnswer: z.string().max(60).default(''),
  refresh: z.string().max(5).default(''),
});

/** What comes back of a captcha. */
export type CaptchaBody = z.output<typeof captchaBody>;

/** Chinese names of these fields. */
export const CAPTCHA_LABELS = { captchaAnswer: '验证题' };

/** The secrets in use, today's first. */
async function secretsOf(db: Database): Promise<string[]> {
  const { rows } = await sql<{
    secret: string;
  }>`select secret from portal.captcha_secret order by made_on desc`.execute(db);
  return rows.map((r) => r.secret);
}

type Verdict = 'open' | 'passed' | 'used' | 'wrong' | 'spent';

/** What has become of a challenge. @param right undefined only looks; @param user the form for which it is used up */
async function attempt(ctx: RequestContext, it: Returned, user: string, right?: boolean): Promise<Verdict> {
  const most = await portalParameter(ctx.db, 'portal.captcha-tries', ctx.today);
  const { rows } = await sql<{ verdict: Verdict }>`
    select portal.try_captcha(${it.hash}, ${sha256(`form ${user}`)}, ${right ?? null}::boolean, ${most}::integer,
      to_timestamp(${it.expires / 1000}::double precision)) as verdict`.execute(ctx.db);
  return rows[0]?.verdict ?? 'spent';
}

/** The question to show: the one of the form while it may still be answered, else a new one. */
async function questionFor(
  ctx: RequestContext,
  form: FormState,
  secrets: readonly string[],
  expires: number,
): Promise<{ token: string; text: string }> {
  const token = textOf(form, 'captcha');
  const known = textOf(form, 'refresh') === '' ? readQuestion(secrets, token) : undefined;
  if (known && known.expires > ctx.now.getTime() && (await attempt(ctx, known, '')) === 'open')
    return { token, text: known.text };
  const question = newQuestion();
  return {
    token: askQuestion(secrets[0] ?? '', question, { expires, nonce: newToken() }),
    text: question.text,
  };
}

/**
 * The captcha of a form (R-FBK-02) with its button: with JavaScript the browser proves some work by itself, without it
 * there is a question in words. Belongs inside the form, last; the page must not be cached.
 * @param submit the button that sends the form: it must stand before the one for another question, or Enter would press that
 */
export async function captchaFields(
  ctx: RequestContext,
  form: FormState,
  submit: ComponentChildren,
): Promise<ComponentChildren> {
  const secrets = await secretsOf(ctx.db);
  if (secrets[0] === undefined)
    return <p class="mc-note warn">网上提交暂时不能使用，请稍后再试，或者到窗口办理。</p>;
  const [minutes, most] = await Promise.all([
    portalParameter(ctx.db, 'portal.captcha-minutes', ctx.today),
    portalParameter(ctx.db, 'portal.captcha-work', ctx.today),
  ]);
  const expires = ctx.now.getTime() + minutes * 60_000;
  const [question, work] = await Promise.all([
    questionFor(ctx, form, secrets, expires),
    newWork(secrets[0], { most, expires }),
  ]);
  const shown = { ...form, values: { ...form.values, captchaAnswer: '' } };
  return (
    <div class="mc-captcha" data-captcha={JSON.stringify(work)}>
      <Hidden name="altcha" value="" />
      <Hidden name="captcha" value={question.token} />
      <div class="q">
        <TextField
          name="captchaAnswer"
          label={`${CAPTCHA_LABELS.captchaAnswer}：${question.text}`}
          form={shown}
          required
          autocomplete="off"
          hint={`用来防止程序自动提交，${/多少/u.test(question.text) ? '数字或汉字都可以' : '请照题目里的字填写'}。${minutes} 分钟内有效，只能用一次。`}
        />
      </div>
      <p class="s muted" role="status" />
      <div class="mc-row">
        {submit}
        <button type="submit" class="btn q" name="refresh" value="yes">
          换一题
        </button>
      </div>
    </div>
  );
}

const SAY: Readonly<Record<'expired' | 'foreign' | Exclude<Verdict, 'passed' | 'open'>, string>> = {
  expired: '验证已经过期，请按新的题目再答一次。您填写的内容都还在。',
  foreign: '验证没有通过，请按新的题目回答。您填写的内容都还在。',
  used: '这道题已经用过，请按新的题目回答。您填写的内容都还在。',
  wrong: '答案不对，请再答一次。',
  spent: '答错的次数太多，已经换了一题，请重新回答。',
};

const refuse = (why: keyof typeof SAY) => new Refusal([{ field: 'captchaAnswer', message: SAY[why] }], 422);

/**
 * Proves a captcha and uses it up; the same form sent twice passes twice.
 * @param user the secret of the form (its nonce)
 * @throws Refusal at the field when it is missing, wrong, forged, expired or used up for another form
 */
export async function checkCaptcha(ctx: RequestContext, body: CaptchaBody, user: string): Promise<void> {
  const secrets = await secretsOf(ctx.db);
  const work = body.altcha === '' ? undefined : await readWork(secrets, body.altcha);
  const now = ctx.now.getTime();
  if (work && work.expires > now && (await attempt(ctx, work, user, true)) === 'passed') return;
  if (body.captchaAnswer.trim() === '') {
    if (work) throw refuse(work.expires > now ? 'used' : 'expired');
    if (body.altcha !== '') throw refuse('foreign');
    throw new Refusal([{ field: 'captchaAnswer', message: '请回答验证题。' }], 422);
  }
  const question = readQuestion(secrets, body.captcha);
  if (!question) throw refuse('foreign');
  if (question.expires <= now) throw refuse('expired');
  const verdict = await attempt(ctx, question, user, question.fits(body.captchaAnswer));
  if (verdict !== 'passed') throw refuse(verdict === 'open' ? 'foreign' : verdict);
}
