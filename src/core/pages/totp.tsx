import { toString as qrCode } from 'qrcode';
import { z } from 'zod';
import { change } from '../../platform/change.ts';
import { NotFound, Refusal } from '../../platform/errors.ts';
import type { Face } from '../../platform/http/face.ts';
import { type FormState, newForm, type RequestContext } from '../../platform/http/route.ts';
import { ButtonLink, ErrorSummary, Note, Panel, PostForm, SubmitButton, TextField } from '../../ui/index.ts';
import { type ConsoleFrame, consolePaths } from '../console-frame.tsx';
import { personOf } from '../people.ts';
import { accountState } from '../sign-in/account-reads.ts';
import { proveAgain } from '../sign-in/codes.ts';
import { recordEvent } from '../sign-in/events.ts';
import { noteSecondFactor } from '../sign-in/sessions.ts';
import {
  beginEnrolment,
  confirmEnrolment,
  enrolmentSecret,
  enrolmentUri,
  hasTotp,
  newRecoveryCodes,
} from '../sign-in/totp.ts';
import { attemptOf } from './sign-in-view.tsx';

const LABELS = { password: '口令', current: '现在的动态码或恢复码', code: '动态码' };

/** 动态口令: setting up the second factor, replacing it, new recovery codes. Works without scripts; the QR code is an image of ours. */
export function totpPages(face: Face, frame: ConsoleFrame): void {
  const pathOf = (ctx: RequestContext) => consolePaths(ctx.base.console).totp();
  const usernameOf = async (ctx: RequestContext) =>
    (await accountState(ctx.db, personOf(ctx).personId))?.username ?? '';
  const secretOf = (ctx: RequestContext) => enrolmentSecret(ctx.db, ctx.keys, personOf(ctx).personId);

  const show = async (ctx: RequestContext, form: FormState): Promise<string> => {
    const [secret, enrolled] = await Promise.all([secretOf(ctx), hasTotp(ctx.db, personOf(ctx).personId)]);
    return frame.page(ctx, {
      title: '动态口令',
      children: (
        <>
          {ctx.session?.secondFactor === 'enrol' && (
            <Note kind="warn">按规定您的账号须使用动态口令。请先完成绑定，再办理其他事项。</Note>
          )}
          <ErrorSummary form={form} labels={LABELS} />
          {secret ? (
            <Confirm ctx={ctx} form={form} secret={secret} action={pathOf(ctx)} />
          ) : (
            <Begin ctx={ctx} form={form} enrolled={enrolled} action={`${pathOf(ctx)}/begin`} />
          )}
          {enrolled && !secret && (
            <Panel title="重新生成恢复码">
              <p>原有的恢复码全部作废，换成十个新的。请输入现在的动态码确认。</p>
              <PostForm
                action={`${pathOf(ctx)}/codes`}
                once={ctx.session?.once() ?? ''}
                label="重新生成恢复码"
              >
                <TextField
                  name="code"
                  label={LABELS.code}
                  form={form}
                  required
                  autocomplete="one-time-code"
                />
                <SubmitButton kind="plain" icon="refresh">
                  重新生成恢复码
                </SubmitButton>
              </PostForm>
            </Panel>
          )}
        </>
      ),
    });
  };

  /** The recovery codes, once: no page shows them again. */
  const showCodes = (ctx: RequestContext, codes: readonly string[]): Promise<string> =>
    frame.page(ctx, {
      title: '请保存恢复码',
      children: (
        <Panel title="恢复码">
          {codes.length > 0 ? (
            <>
              <Note kind="warn" title="只显示这一次">
                手机丢失或损坏时，用恢复码代替动态码登录，每个只能用一次。请抄写或打印后妥善保管，不要存放在手机中。
              </Note>
              <ol class="mc-after">
                {codes.map((code) => (
                  <li key={code}>
                    <code>{code}</code>
                  </li>
                ))}
              </ol>
            </>
          ) : (
            <Note kind="warn">恢复码只显示一次，刚才已经显示过。如果没有保存，请用动态码重新生成。</Note>
          )}
          <ButtonLink href={consolePaths(ctx.base.console).account()} kind="primary" icon="check">
            我已保存
          </ButtonLink>
        </Panel>
      ),
    });

  const own = (ctx: RequestContext, act: string, once: string) => {
    const person = personOf(ctx);
    return {
      context: { ...ctx, actor: person },
      spec: {
        act,
        once,
        lock: async () => ({
          kind: 'account',
          id: person.personId,
          organisationId: person.organisation.id,
        }),
      },
    };
  };

  face.page({ path: '/account/totp', access: { kind: 'signed-in' }, render: (ctx) => show(ctx, newForm()) });

  face.page({
    path: '/account/totp/qr.svg',
    access: { kind: 'signed-in' },
    async render(ctx) {
      const secret = await secretOf(ctx);
      if (!secret) throw new NotFound();
      const body = await qrCode(enrolmentUri(await usernameOf(ctx), secret), { type: 'svg', margin: 2 });
      return { kind: 'file', body, type: 'image/svg+xml; charset=utf-8' };
    },
  });

  face.form({
    path: '/account/totp/begin',
    access: { kind: 'signed-in' },
    token: 'once',
    labels: LABELS,
    secrets: ['password', 'current'],
    body: z.object({
      password: z.string().max(200).default(''),
      current: z.string().max(40).default(''),
    }),
    async submit(ctx, { body, once }) {
      const { personId } = personOf(ctx);
      const enrolled = await hasTotp(ctx.db, personId);
      const byPassword = ctx.session?.way === 'password';
      const missing = [
        ...(byPassword && body.password === '' ? [{ field: 'password', message: '请填写口令。' }] : []),
        ...(enrolled && body.current === ''
          ? [{ field: 'current', message: '请填写现在的动态码或恢复码。' }]
          : []),
      ];
      if (missing.length > 0) throw new Refusal(missing, 422);
      await proveAgain(
        ctx,
        personId,
        {
          ...(byPassword ? { password: body.password } : {}),
          ...(enrolled ? { code: body.current, codeField: 'current' } : {}),
        },
        attemptOf(ctx),
      );
      const { context, spec } = own(ctx, 'account.enrol-totp', once);
      await change(context, spec, async (c) => {
        await beginEnrolment(c.tx, ctx.keys, personId, c.now);
        c.note({ step: 'begin' });
        return {};
      });
      return { kind: 'redirect', to: pathOf(ctx) };
    },
    again: (ctx, _input, form) => show(ctx, form),
  });

  face.form({
    path: '/account/totp',
    access: { kind: 'signed-in' },
    token: 'once',
    labels: LABELS,
    secrets: ['code'],
    body: z.object({ code: z.string().trim().min(1).max(40) }),
    async submit(ctx, { body, once }) {
      const { personId } = personOf(ctx);
      let codes: string[] = [];
      const { context, spec } = own(ctx, 'account.enrol-totp', once);
      await change(context, spec, async (c) => {
        if (!(await confirmEnrolment(c.tx, ctx.keys, personId, body.code, attemptOf(ctx))))
          throw new Refusal(
            [
              {
                field: 'code',
                message:
                  '动态码不正确，还没有绑定。请确认扫的是这一页的二维码、手机时间准确，再输入应用中现在的 6 位数字。',
              },
            ],
            422,
          );
        // The code has just been given: the session need not ask for another one.
        await noteSecondFactor(c.tx, ctx.session?.tokenHash ?? '', 'totp');
        codes = await newRecoveryCodes(c.tx, personId, c.now);
        c.note({ step: 'confirm' });
        return {};
      });
      return { kind: 'page', html: await showCodes(await refreshed(ctx), codes) };
    },
    again: (ctx, _input, form) => show(ctx, form),
  });

  face.form({
    path: '/account/totp/codes',
    access: { kind: 'signed-in' },
    token: 'once',
    labels: LABELS,
    secrets: ['code'],
    body: z.object({ code: z.string().trim().min(1).max(40) }),
    async submit(ctx, { body, once }) {
      const { personId } = personOf(ctx);
      await proveAgain(ctx, personId, { code: body.code }, attemptOf(ctx));
      let codes: string[] = [];
      const { context, spec } = own(ctx, 'account.renew-recovery-codes', once);
      await change(context, spec, async (c) => {
        codes = await newRecoveryCodes(c.tx, personId, c.now);
        await recordEvent(c.tx, {
          kind: 'recovery-codes-renewed',
          at: c.now,
          requestId: ctx.requestId,
          personId,
          address: ctx.address,
        });
        return {};
      });
      return { kind: 'page', html: await showCodes(ctx, codes) };
    },
    again: (ctx, _input, form) => show(ctx, form),
  });
}

/** The context after the enrolment: nothing more is asked for first. */
async function refreshed(ctx: RequestContext): Promise<RequestContext> {
  return ctx.session ? { ...ctx, session: { ...ctx.session, secondFactor: undefined } } : ctx;
}

function Begin(props: { ctx: RequestContext; form: FormState; enrolled: boolean; action: string }) {
  const { ctx, form, enrolled, action } = props;
  return (
    <Panel title={enrolled ? '更换动态口令' : '绑定动态口令'}>
      <p>
        {enrolled
          ? '换手机或重装应用时使用。新的绑定完成之前，原来的动态口令继续有效。'
          : '绑定后，登录时除口令外还要输入手机应用显示的 6 位动态码。请先在手机上安装一个支持 TOTP（RFC 6238）的动态口令应用。'}
      </p>
      <PostForm action={action} once={ctx.session?.once() ?? ''} label="开始绑定">
        {ctx.session?.way === 'password' && (
          <TextField
            name="password"
            label={LABELS.password}
            type="password"
            form={form}
            required
            autocomplete="current-password"
            hint="确认是您本人在操作。"
          />
        )}
        {enrolled && (
          <TextField
            name="current"
            label={LABELS.current}
            form={form}
            required
            autocomplete="one-time-code"
          />
        )}
        <SubmitButton icon="shield-lock">{enrolled ? '开始更换' : '开始绑定'}</SubmitButton>
      </PostForm>
    </Panel>
  );
}

function Confirm(props: { ctx: RequestContext; form: FormState; secret: string; action: string }) {
  const { ctx, form, secret, action } = props;
  return (
    <Panel title="绑定动态口令">
      <ol>
        <li>
          <p>用手机上的动态口令应用扫描二维码：</p>
          <p>
            <img
              src={`${action}/qr.svg`}
              width={200}
              height={200}
              alt="动态口令的二维码；不能扫描时请手工输入下面的密钥"
            />
          </p>
          <p>
            不能扫描的，在应用中选择“手工输入”，密钥为：
            <br />
            <code>{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
            <br />
            <span class="muted small">类型：基于时间；6 位；30 秒</span>
          </p>
        </li>
        <li>
          <PostForm action={action} once={ctx.session?.once() ?? ''} label="确认绑定">
            <TextField
              name="code"
              label="动态码"
              form={form}
              required
              inputmode="numeric"
              autocomplete="one-time-code"
              hint="应用中现在显示的 6 位数字。"
            />
            <SubmitButton icon="check">确认绑定</SubmitButton>
          </PostForm>
        </li>
      </ol>
    </Panel>
  );
}
