import { sql } from 'kysely';
import { z } from 'zod';
import {
  beyondEnd,
  CHANNEL_NAMES,
  CHANNELS,
  type Channel,
  type ConsoleFrame,
  type Contact,
  doneNotices,
  maskedAddress,
  personOf,
  readContact,
  removeContact,
  setContact,
} from '../../../core/index.ts';
import { change } from '../../../platform/change.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pageNumber, pidParams } from '../../../platform/http/fields.ts';
import { textField } from '../../../platform/http/messages.ts';
import { type Answered, type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  DataTable,
  Empty,
  ErrorSummary,
  FilterForm,
  Note,
  Pagination,
  Panel,
  Tag,
} from '../../../ui/index.ts';
import { AddressForm, CONTACT_LABELS, ContactState, RemoveForm } from './contact-forms.tsx';
import { noticePaths } from './paths.ts';
import { needChannel } from './settings.tsx';

const SIZE = 30;
const ACT = 'contact.set';
const person = pidParams;
const withChannel = person.extend({ channel: z.enum(CHANNEL_NAMES as [Channel, ...Channel[]]) });

const doneNotice = doneNotices({
  code: '验证码已发往所填的地址；本人登录后在“消息设置”中填写验证码，地址才会使用。',
  removed: '地址已删除。',
});

interface Member {
  id: number;
  pid: string;
  name: string;
  post: string;
  organisationId: number;
  organisationName: string;
}

/** 联系方式: where the administrator fills in addresses for people; they see them masked, and people confirm them. */
export function contactPages(face: Face, frame: ConsoleFrame): void {
  const show = async (ctx: RequestContext, pid: string, form: FormState, done?: string) =>
    showMember(ctx, frame, await findMember(ctx, pid), form, done);

  face.page({
    path: '/contacts',
    access: { kind: 'act', act: ACT },
    query: z.object({
      q: z.string().trim().max(50).catch(''),
      page: pageNumber,
    }),
    render: (ctx, { query }) => showList(ctx, frame, query),
  });

  face.page({
    path: '/contacts/:pid',
    access: { kind: 'act', act: ACT },
    params: person,
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, { params, query }) => show(ctx, params.pid, newForm(), query.done),
  });

  const again = (ctx: RequestContext, { params }: { params: { pid: string } }, form: FormState) =>
    show(ctx, params.pid, form);

  face.form({
    path: '/contacts/:pid/:channel',
    access: { kind: 'act', act: ACT },
    token: 'once',
    params: withChannel,
    labels: CONTACT_LABELS,
    body: z.object({ 'address-mail': textField(200), 'address-hook': textField(200) }),
    again,
    async submit(ctx, { params: { pid, channel }, body, once }) {
      needChannel(ctx, channel);
      const member = await findMember(ctx, pid);
      await change(
        { ...ctx, actor: personOf(ctx) },
        { act: ACT, once, lock: async () => ({ kind: 'person', ...member }) },
        async (c) => {
          await setContact(c, ctx.keys, {
            personId: member.id,
            channel,
            address: body[`address-${channel}`],
            organisationId: member.organisationId,
          });
          c.note({ channel });
          return {};
        },
      );
      return { kind: 'redirect', to: noticePaths(ctx.base.console).contact(pid, 'code') };
    },
  });

  face.form({
    path: '/contacts/:pid/:channel/remove',
    access: { kind: 'act', act: ACT },
    token: 'once',
    params: withChannel,
    labels: {},
    body: z.object({}),
    again,
    async submit(ctx, { params: { pid, channel }, once }) {
      const member = await findMember(ctx, pid);
      await change(
        { ...ctx, actor: personOf(ctx) },
        { act: ACT, once, lock: async () => ({ kind: 'person', ...member }) },
        async (c) => {
          await removeContact(c.tx, member.id, channel);
          c.note({ channel, removed: true });
          return {};
        },
      );
      return { kind: 'redirect', to: noticePaths(ctx.base.console).contact(pid, 'removed') };
    },
  });
}

/** People who serve today in organisations of the scope. */
async function members(
  db: Reader,
  by: { scope: readonly number[]; today: string; pid?: string; name?: string; limit: number; offset: number },
): Promise<(Member & { total: number })[]> {
  const { rows } = await sql<Member & { total: number }>`
    select p.id, p.pid, p.name, p.post, p.organisation_id as "organisationId", o.short_name as "organisationName",
      count(*) over () as total
    from person p join organisation o on o.id = p.organisation_id
    where p.organisation_id = any(${[...by.scope]}) and p.valid_from <= ${by.today}
      and (p.valid_to is null or p.valid_to >= ${by.today})
      and (${by.pid ?? null}::text is null or p.pid = ${by.pid ?? null})
      and (${by.name ?? ''} = '' or strpos(p.name || ' ' || o.name || ' ' || o.short_name, ${by.name ?? ''}) > 0)
    order by o.sort_order, o.id, p.id limit ${by.limit} offset ${by.offset}`.execute(db);
  return rows;
}

async function findMember(ctx: RequestContext, pid: string): Promise<Member> {
  const scope = personOf(ctx).scope(ACT);
  const [member] = await members(ctx.db, { scope, today: ctx.today, pid, limit: 1, offset: 0 });
  if (!member) throw new NotFound('没有找到这个人，可能已离任，或者不在您管理的机构内。');
  return member;
}

function stateOf(contact: Contact) {
  const address = contact.address ?? contact.pending;
  if (!address) return <span class="muted">没有</span>;
  return (
    <>
      {maskedAddress(address)} {contact.address ? <Tag kind="ok">已确认</Tag> : <Tag kind="warn">待确认</Tag>}
    </>
  );
}

async function showList(
  ctx: RequestContext,
  frame: ConsoleFrame,
  query: { q: string; page: number },
): Promise<Answered | string> {
  const paths = noticePaths(ctx.base.console);
  const asked = { scope: personOf(ctx).scope(ACT), today: ctx.today, name: query.q };
  const found = await members(ctx.db, { ...asked, limit: SIZE, offset: (query.page - 1) * SIZE });
  // Beyond the end no row tells the total.
  const [any] = found.length > 0 ? found : await members(ctx.db, { ...asked, limit: 1, offset: 0 });
  const total = any?.total ?? 0;
  const beyond = beyondEnd(ctx, { page: query.page, total, size: SIZE });
  if (beyond) return beyond;
  const rows = await Promise.all(
    found.map(async (m) => ({
      ...m,
      mail: await readContact(ctx.db, ctx.keys, m.id, 'mail'),
      hook: await readContact(ctx.db, ctx.keys, m.id, 'hook'),
    })),
  );
  return frame.page(ctx, {
    title: '联系方式',
    section: '/contacts',
    heading: { h1: '联系方式', note: '工作人员接收消息的地址，本人确认后使用' },
    children: (
      <>
        <FilterForm
          action={paths.contacts()}
          label="查找人员"
          fields={[{ name: 'q', label: '姓名或机构', value: query.q }]}
          {...(query.q ? { clear: paths.contacts() } : {})}
        />
        <Panel title="人员" flush>
          <DataTable
            caption="在职人员及其接收消息的地址，按机构排列"
            terse
            rows={rows}
            empty={<Empty title="没有符合条件的人员。" hint="可以换一个姓名或机构名再查。" />}
            columns={[
              { label: '姓名', header: true, cell: (m) => <a href={paths.contact(m.pid)}>{m.name}</a> },
              { label: '机构', cell: (m) => m.organisationName },
              { label: '职务', cell: (m) => m.post },
              { label: CHANNELS.mail.label, cell: (m) => stateOf(m.mail) },
              { label: CHANNELS.hook.label, cell: (m) => stateOf(m.hook) },
            ]}
          />
        </Panel>
        <Pagination
          page={query.page}
          pages={Math.ceil(total / SIZE)}
          href={(page) => paths.contacts(query.q, page)}
          total={`共 ${total} 人`}
        />
      </>
    ),
  });
}

async function showMember(
  ctx: RequestContext,
  frame: ConsoleFrame,
  member: Member,
  form: FormState,
  done?: string,
): Promise<string> {
  const paths = noticePaths(ctx.base.console);
  const token = () => ctx.session?.once() ?? '';
  const contacts = await Promise.all(
    CHANNEL_NAMES.map(async (channel) => ({
      channel,
      contact: await readContact(ctx.db, ctx.keys, member.id, channel),
    })),
  );
  return frame.page(ctx, {
    title: `联系方式：${member.name}`,
    section: '/contacts',
    notice: doneNotice(done),
    heading: {
      h1: member.name,
      note: `${member.organisationName} ${member.post}`,
      actions: (
        <ButtonLink href={paths.contacts()} icon="list">
          全部人员
        </ButtonLink>
      ),
    },
    children: (
      <>
        <ErrorSummary form={form} labels={CONTACT_LABELS} />
        <div class="mc-g c2">
          {contacts.map(({ channel, contact }) => (
            <Panel key={channel} title={CHANNELS[channel].label}>
              <ContactState contact={contact} show={maskedAddress}>
                {ctx[channel] === undefined ? (
                  <Note kind="info">
                    本平台尚未接通{CHANNELS[channel].label}，设置方法见运维手册“消息的投递”。
                  </Note>
                ) : (
                  <AddressForm
                    channel={channel}
                    action={paths.setContact(member.pid, channel)}
                    once={token()}
                    form={form}
                    hint="验证码发往这个地址，由本人登录后确认；确认之前不会使用。"
                  />
                )}
                {(contact.address || contact.pending) && (
                  <RemoveForm
                    action={paths.removeContact(member.pid, channel)}
                    once={token()}
                    channel={channel}
                  />
                )}
              </ContactState>
            </Panel>
          ))}
        </div>
      </>
    ),
  });
}
