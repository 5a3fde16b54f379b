import { z } from 'zod';
import {
  CHANNEL_NAMES,
  CHANNELS,
  CHOOSABLE,
  type Channel,
  type CodeVerdict,
  type ConsoleFrame,
  confirmContact,
  doneNotices,
  NOTICE_KINDS,
  type NoticeKind,
  personOf,
  RHYTHMS,
  readChoices,
  readContact,
  removeContact,
  setChoices,
  setContact,
} from '../../../core/index.ts';
import { change } from '../../../platform/change.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf } from '../../../platform/http/fields.ts';
import { textField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  ErrorSummary,
  Note,
  optionsOf,
  Panel,
  PostForm,
  SelectField,
  SubmitButton,
  TextField,
} from '../../../ui/index.ts';
import { AddressForm, CONTACT_LABELS, ContactState, RemoveForm } from './contact-forms.tsx';
import { noticePaths } from './paths.ts';

const doneNotice = doneNotices({
  chosen: '接收频次已保存。',
  code: '验证码已发往所填的地址，请在下面填写收到的验证码。',
  confirmed: '地址已确认，今后的消息会发到这里。',
  removed: '地址已删除。',
});

const WHY: Readonly<Record<Exclude<CodeVerdict, 'confirmed'>, string>> = {
  wrong: '验证码不正确，请核对收到的六位数字。',
  'used-up': '验证码试错次数过多，已失效，请重新发送验证码。',
  'too-late': '验证码已过期，请重新发送验证码。',
  none: '没有等待确认的地址，请先填写地址。',
};

const params = z.object({ channel: z.enum(CHANNEL_NAMES as [Channel, ...Channel[]]) });
const fieldOf = (channel: Channel, kind: NoticeKind) => `${channel}-${kind}`;
const FREQUENCY_LABELS = Object.fromEntries(
  CHANNEL_NAMES.flatMap((channel) =>
    CHOOSABLE.map((kind) => [
      fieldOf(channel, kind),
      `${NOTICE_KINDS[kind].label}（${CHANNELS[channel].label}）`,
    ]),
  ),
);

/** 消息设置: the own addresses, each confirmed by a code, and how often each kind of notice is sent there. */
export function settingsPages(face: Face, frame: ConsoleFrame): void {
  const show = (ctx: RequestContext, form: FormState, done?: string) => showSettings(ctx, frame, form, done);
  const again = (ctx: RequestContext, _input: unknown, form: FormState) => show(ctx, form);

  face.page({
    path: '/notices/settings',
    access: { kind: 'signed-in' },
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, { query }) => show(ctx, newForm(), query.done),
  });

  face.form({
    path: '/notices/settings',
    access: { kind: 'signed-in' },
    token: 'once',
    labels: FREQUENCY_LABELS,
    body: z.record(z.string(), z.unknown()),
    again,
    async submit(ctx, { body, once }) {
      const rhythm = keyOf(RHYTHMS);
      // A field that the form did not show (no such channel here) keeps what was chosen.
      const fields = CHANNEL_NAMES.flatMap((channel) =>
        CHOOSABLE.map((kind) => ({ channel, kind, field: fieldOf(channel, kind) })),
      ).filter(({ field }) => field in body);
      const choices = fields.map(({ channel, kind, field }) => {
        const read = rhythm.safeParse(body[field]);
        if (!read.success) throw new Refusal([{ field, message: '请在所列的频次中选择一项。' }], 422);
        return { channel, kind, rhythm: read.data };
      });
      await own(ctx, 'notice.choose', once, async (c, person) => {
        await setChoices(c.tx, person, choices);
        return {};
      });
      return { kind: 'redirect', to: noticePaths(ctx.base.console).settings('chosen') };
    },
  });

  face.form({
    path: '/notices/settings/:channel',
    access: { kind: 'signed-in' },
    token: 'once',
    params,
    labels: CONTACT_LABELS,
    body: z.object({ 'address-mail': textField(200), 'address-hook': textField(200) }),
    again,
    async submit(ctx, { params: { channel }, body, once }) {
      needChannel(ctx, channel);
      await own(ctx, 'contact.set-own', once, async (c, personId, organisationId) => {
        await setContact(c, ctx.keys, {
          personId,
          channel,
          address: body[`address-${channel}`],
          organisationId,
        });
        c.note({ channel });
        return {};
      });
      return { kind: 'redirect', to: noticePaths(ctx.base.console).settings('code') };
    },
  });

  face.form({
    path: '/notices/settings/:channel/confirm',
    access: { kind: 'signed-in' },
    token: 'once',
    params,
    labels: CONTACT_LABELS,
    secrets: ['code-mail', 'code-hook'],
    body: z.object({ 'code-mail': textField(20), 'code-hook': textField(20) }),
    again,
    async submit(ctx, { params: { channel }, body, once }) {
      const code = body[`code-${channel}`].replace(/\s/g, '');
      const { verdict } = await own(ctx, 'contact.confirm', once, async (c, personId, organisationId) => {
        const answer = await confirmContact(c, ctx.keys, { personId, channel, code, organisationId });
        c.note({ channel, verdict: answer });
        return { verdict: answer };
      });
      if (verdict !== 'confirmed')
        throw new Refusal([{ field: `code-${channel}`, message: WHY[verdict] }], 422);
      return { kind: 'redirect', to: noticePaths(ctx.base.console).settings('confirmed') };
    },
  });

  face.form({
    path: '/notices/settings/:channel/remove',
    access: { kind: 'signed-in' },
    token: 'once',
    params,
    labels: {},
    body: z.object({}),
    again,
    async submit(ctx, { params: { channel }, once }) {
      await own(ctx, 'contact.remove-own', once, async (c, personId) => {
        await removeContact(c.tx, personId, channel);
        c.note({ channel });
        return {};
      });
      return { kind: 'redirect', to: noticePaths(ctx.base.console).settings('removed') };
    },
  });
}

/** @throws Refusal when this installation has no such way out: a code could not be sent */
export function needChannel(ctx: RequestContext, channel: Channel): void {
  if (ctx[channel] === undefined)
    throw new Refusal([
      {
        field: `address-${channel}`,
        message: `本平台尚未接通${CHANNELS[channel].label}，验证码发不出去。请联系管理员。`,
      },
    ]);
}

/** A change of the signed-in person to what is their own. */
async function own<A extends Record<string, string>>(
  ctx: RequestContext,
  act: string,
  once: string,
  work: (
    c: Parameters<Parameters<typeof change>[2]>[0],
    personId: number,
    organisationId: number,
  ) => Promise<A>,
): Promise<A> {
  const person = personOf(ctx);
  const organisationId = person.organisation.id;
  return change(
    { ...ctx, actor: person },
    { act, once, lock: async () => ({ kind: 'contact', id: person.personId, organisationId }) },
    (c) => work(c, person.personId, organisationId),
  );
}

async function showSettings(
  ctx: RequestContext,
  frame: ConsoleFrame,
  form: FormState,
  done?: string,
): Promise<string> {
  const person = personOf(ctx);
  const paths = noticePaths(ctx.base.console);
  const token = () => ctx.session?.once() ?? '';
  const channels = CHANNEL_NAMES.filter((channel) => ctx[channel] !== undefined);
  const contacts = await Promise.all(
    CHANNEL_NAMES.map(async (channel) => ({
      channel,
      contact: await readContact(ctx.db, ctx.keys, person.personId, channel),
    })),
  );
  const choices = await readChoices(ctx.db, [person.personId]);
  const values = Object.fromEntries(
    channels.flatMap((channel) =>
      CHOOSABLE.map((kind) => [fieldOf(channel, kind), choices(person.personId, channel, kind)]),
    ),
  );
  const frequency = { values: { ...values, ...form.values }, issues: form.issues };
  const urgent = (Object.keys(NOTICE_KINDS) as NoticeKind[])
    .filter((k) => NOTICE_KINDS[k].urgent)
    .map((k) => NOTICE_KINDS[k].label)
    .join('、');
  return frame.page(ctx, {
    title: '消息设置',
    section: '/notices',
    notice: doneNotice(done),
    heading: {
      h1: '消息设置',
      actions: (
        <ButtonLink href={paths.inbox()} icon="bell">
          我的消息
        </ButtonLink>
      ),
    },
    children: (
      <>
        <ErrorSummary form={form} labels={{ ...CONTACT_LABELS, ...FREQUENCY_LABELS }} />
        <div class="mc-g c2">
          {contacts.map(({ channel, contact }) => (
            <Panel key={channel} title={CHANNELS[channel].label}>
              <ContactState contact={contact} show={(address) => address}>
                {ctx[channel] === undefined ? (
                  <Note kind="info">
                    本平台尚未接通{CHANNELS[channel].label}，消息只在站内显示。接通后可在这里填写地址。
                  </Note>
                ) : (
                  <>
                    {contact.pending && (
                      <PostForm action={paths.confirm(channel)} once={token()} label="填写验证码">
                        <TextField
                          name={`code-${channel}`}
                          label="验证码"
                          form={form}
                          required
                          inputmode="numeric"
                          autocomplete="one-time-code"
                          hint="所填地址收到的六位数字。"
                        />
                        <SubmitButton icon="check">确认地址</SubmitButton>
                      </PostForm>
                    )}
                    <AddressForm
                      channel={channel}
                      action={paths.address(channel)}
                      once={token()}
                      form={form}
                      hint={
                        contact.address
                          ? '更换时先发验证码到新地址，确认之前仍用原来的地址。'
                          : '先发验证码到这个地址，确认之后才会使用。'
                      }
                    />
                  </>
                )}
                {(contact.address || contact.pending) && (
                  <RemoveForm action={paths.remove(channel)} once={token()} channel={channel} />
                )}
              </ContactState>
            </Panel>
          ))}
        </div>
        <Panel title="接收频次" aside="汇总只在工作日发送">
          <Note>
            站内消息总会收到。{urgent}
            关系法定期限或账号安全，总是立即发到已确认的地址。邮件和短信里只有件数、类别和日期，没有文件标题。
          </Note>
          {channels.length === 0 && (
            <Note kind="warn" title="现在只有站内消息">
              <p class="mb-0">
                本平台还没有接通邮件和短信，所以没有频次可以选择；到期提醒、督办和账号安全消息都在“我的消息”中，不会遗漏。要在站外收到，请系统管理员在服务器配置中填写邮件服务器或短信网关。
              </p>
            </Note>
          )}
          {channels.length > 0 && (
            <PostForm action={paths.settings()} once={token()} label="接收频次">
              {channels.map((channel) => (
                <fieldset key={channel} class="mc-field">
                  <legend>{CHANNELS[channel].label}</legend>
                  <div class="mc-fields c3">
                    {CHOOSABLE.map((kind) => (
                      <SelectField
                        key={kind}
                        name={fieldOf(channel, kind)}
                        label={NOTICE_KINDS[kind].label}
                        form={frequency}
                        options={optionsOf(RHYTHMS)}
                      />
                    ))}
                  </div>
                </fieldset>
              ))}
              <SubmitButton icon="check">保存频次</SubmitButton>
            </PostForm>
          )}
        </Panel>
      </>
    ),
  });
}
