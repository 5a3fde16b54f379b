import { z } from 'zod';
import {
  type ConsoleFrame,
  countInbox,
  countUnread,
  type InboxRow,
  inboxOwners,
  lastPage,
  listInbox,
  NOTICE_KINDS,
  type NoticeKind,
  personOf,
} from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf, pageNumber } from '../../../platform/http/fields.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  Counters,
  DataTable,
  Empty,
  ErrorSummary,
  Hidden,
  NotUsed,
  optionsOf,
  Pagination,
  Panel,
  PostForm,
  SubmitButton,
  Tag,
} from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { readAll, readNotices, readOne } from './inbox-acts.ts';
import { type InboxView, noticePaths } from './paths.ts';

const SIZE = 30;
const kind = keyOf(NOTICE_KINDS);
const viewFields = {
  kind: kind.optional().catch(undefined),
  show: z.enum(['unread', 'all']).catch('all'),
  page: pageNumber,
};
const id = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** 我的消息: what a person has been told, unread and urgent first; everybody sees only their own. */
export function inboxPages(face: Face, frame: ConsoleFrame): void {
  const show = (ctx: RequestContext, view: InboxView, form: FormState, done?: string) =>
    showInbox(ctx, frame, view, form, done);

  face.page({
    path: '/notices',
    access: { kind: 'signed-in' },
    query: z.object({ ...viewFields, done: z.string().max(20).optional().catch(undefined) }),
    render: (ctx, { query: { done, ...view } }) => show(ctx, viewOf(view), newForm(), done),
  });

  const again = (ctx: RequestContext, _input: unknown, form: FormState) =>
    show(ctx, viewOf(z.object(viewFields).parse(form.values)), { ...form, values: {} });
  const body = z.object({ ...viewFields, id });

  face.form({
    path: '/notices/open',
    access: { kind: 'signed-in' },
    token: 'once',
    labels: { id: '消息' },
    body,
    again,
    async submit(ctx, { body: b, once }) {
      const answer = await readOne({ ...ctx, actor: personOf(ctx) }, { id: b.id, once });
      return { kind: 'redirect', to: ctx.base.console + answer.path };
    },
  });

  face.form({
    path: '/notices/read',
    access: { kind: 'signed-in' },
    token: 'once',
    labels: { id: '消息' },
    body,
    again,
    async submit(ctx, { body: b, once }) {
      await readOne({ ...ctx, actor: personOf(ctx) }, { id: b.id, once });
      return { kind: 'redirect', to: noticePaths(ctx.base.console).inbox(viewOf(b)) };
    },
  });

  face.form({
    path: '/notices/read-chosen',
    access: { kind: 'signed-in' },
    token: 'once',
    labels: { chosen: '消息' },
    body: z.object({
      ...viewFields,
      chosen: z.preprocess(
        (v) => (v === undefined ? [] : [v].flat()),
        z
          .array(id)
          .min(1, { error: '请先勾选消息。' })
          .max(SIZE, { error: `一次最多勾选 ${SIZE} 条。` }),
      ),
    }),
    again,
    async submit(ctx, { body: b, once }) {
      const person = personOf(ctx);
      const { read } = await readNotices({ ...ctx, actor: person }, { ids: b.chosen, once });
      const not = new Set(b.chosen).size - read;
      return {
        kind: 'redirect',
        to: noticePaths(ctx.base.console).inbox(viewOf(b), `chosen-${read}-${not}`),
      };
    },
  });

  face.form({
    path: '/notices/read-all',
    access: { kind: 'signed-in' },
    token: 'once',
    labels: {},
    body: z.object(viewFields),
    again,
    async submit(ctx, { body: b, once }) {
      const person = personOf(ctx);
      await readAll({ ...ctx, actor: person }, { kind: b.kind, once });
      const view = viewOf({ ...b, page: 1 });
      return { kind: 'redirect', to: noticePaths(ctx.base.console).inbox(view, 'read') };
    },
  });
}

/** What the last act did, from the key in the address. */
function saidOf(done: string | undefined): { kind: 'ok' | 'warn'; text: string } | undefined {
  if (done === 'read') return { kind: 'ok', text: '已全部标为已读。' };
  const m = /^chosen-(\d{1,3})-(\d{1,3})$/.exec(done ?? '');
  if (!m) return undefined;
  const rest = Number(m[2]);
  return {
    kind: rest > 0 ? 'warn' : 'ok',
    text: `${m[1]} 条已标为已读${rest > 0 ? `；另有 ${rest} 条此前已读，或不是发给您本人的，没有改动` : ''}。`,
  };
}

function viewOf(v: { kind?: NoticeKind | undefined; show: 'unread' | 'all'; page: number }): InboxView {
  return { show: v.show, page: v.page, ...(v.kind ? { kind: v.kind } : {}) };
}

async function showInbox(
  ctx: RequestContext,
  frame: ConsoleFrame,
  view: InboxView,
  form: FormState,
  done?: string,
): Promise<string> {
  const person = personOf(ctx);
  const paths = noticePaths(ctx.base.console);
  const owners = await inboxOwners(person);
  const filter = { unread: view.show === 'unread', ...(view.kind ? { kind: view.kind } : {}) };
  const [unread, total, rows] = await Promise.all([
    countUnread(ctx.db, owners),
    countInbox(ctx.db, owners, filter),
    listInbox(ctx.db, owners, { ...filter, page: view.page, size: SIZE }),
  ]);
  const last = lastPage({ total, size: SIZE });
  if (view.page > last) return showInbox(ctx, frame, { ...view, page: last }, form, done);
  const own = (n: InboxRow) => n.ownerId === person.personId;
  const token = () => ctx.session?.once() ?? '';
  const sum = [...unread.values()].reduce((a, b) => a + b, 0);
  const place = (
    <>
      {view.kind && <Hidden name="kind" value={view.kind} />}
      <Hidden name="show" value={view.show} />
      <Hidden name="page" value={view.page} />
    </>
  );
  return frame.page(ctx, {
    title: '我的消息',
    section: '/notices',
    notice: saidOf(done),
    heading: {
      h1: '我的消息',
      note: `未读 ${sum} 条`,
      actions: (
        <>
          {rows.some((n) => own(n) && !n.readAt) && (
            <PostForm action={paths.readAll()} once={token()}>
              {place}
              <SubmitButton kind="plain" icon="check">
                {view.kind ? '本类全部标为已读' : '全部标为已读'}
              </SubmitButton>
            </PostForm>
          )}
          <ButtonLink href={paths.settings()} icon="settings">
            消息设置
          </ButtonLink>
        </>
      ),
    },
    children: (
      <>
        <ErrorSummary form={form} />
        <NotUsed
          fields={[
            { name: 'kind', label: '类别', value: view.kind ?? '', options: optionsOf(NOTICE_KINDS) },
            {
              name: 'show',
              label: '显示',
              value: view.show,
              options: optionsOf({ unread: '未读', all: '全部' }),
            },
          ]}
        />
        <Counters
          items={[
            {
              value: sum,
              label: '全部未读',
              href: paths.inbox({ show: 'unread' }),
              current: view.show === 'unread' && !view.kind,
            },
            ...(Object.keys(NOTICE_KINDS) as NoticeKind[])
              .filter((k) => unread.has(k) || view.kind === k)
              .map((k) => ({
                value: unread.get(k) ?? 0,
                label: NOTICE_KINDS[k].label,
                href: paths.inbox({ kind: k }),
                current: view.kind === k,
                ...(NOTICE_KINDS[k].urgent && unread.has(k) ? { tone: 'bad' as const } : {}),
              })),
          ]}
        />
        <Panel
          title={view.kind ? NOTICE_KINDS[view.kind].label : view.show === 'unread' ? '未读消息' : '全部消息'}
          flush
          aside={
            view.kind || view.show === 'unread' ? (
              <a href={paths.inbox()}>查看全部消息</a>
            ) : (
              '未读的在前，紧急的在最前'
            )
          }
        >
          <DataTable<InboxRow>
            caption="发给您的消息，未读的在前，紧急的在最前"
            terse
            rows={rows}
            sticky
            {...(rows.some((n) => own(n) && !n.readAt)
              ? {
                  select: {
                    form: 'chosen',
                    name: 'chosen',
                    value: (n: InboxRow) => (own(n) && !n.readAt ? String(n.id) : undefined),
                    label: (n: InboxRow) => n.text,
                  },
                }
              : {})}
            empty={<Empty title="没有消息。" hint="有事项到期、变动或移交时会在这里告诉您。" />}
            columns={[
              {
                label: '消息',
                header: true,
                cell: (n) =>
                  own(n) && !n.readAt ? (
                    <PostForm action={paths.open()} once={token()}>
                      {place}
                      <Hidden name="id" value={n.id} />
                      <button type="submit" class="btn btn-link mc-linklike">
                        {n.text}
                      </button>
                    </PostForm>
                  ) : (
                    <a href={ctx.base.console + n.path}>{n.text}</a>
                  ),
              },
              {
                label: '类别',
                nowrap: true,
                cell: (n) => (
                  <>
                    {NOTICE_KINDS[n.kind]?.label ?? '其他'}
                    {!own(n) && <Tag kind="info">代 {n.ownerName}</Tag>}
                  </>
                ),
              },
              {
                label: '状态',
                nowrap: true,
                cell: (n) =>
                  n.readAt ? (
                    <Tag kind="mute">已读</Tag>
                  ) : n.urgent ? (
                    <Tag kind="bad" icon="alert-circle">
                      紧急未读
                    </Tag>
                  ) : (
                    <Tag kind="info">未读</Tag>
                  ),
              },
              { label: '时间', nowrap: true, cell: (n) => minute(n.createdAt) },
              {
                label: '操作',
                nowrap: true,
                nil: (n) => !own(n) || n.readAt !== null,
                cell: (n) =>
                  own(n) && !n.readAt ? (
                    <PostForm action={paths.read()} once={token()} class="mc-rowacts">
                      {place}
                      <Hidden name="id" value={n.id} />
                      <button type="submit" class="btn btn-link mc-linklike">
                        标为已读
                        <span class="visually-hidden">：{n.text}</span>
                      </button>
                    </PostForm>
                  ) : null,
              },
            ]}
          />
          {rows.some((n) => own(n) && !n.readAt) && (
            <PostForm action={paths.readChosen()} once={token()} id="chosen" class="mc-batch">
              {place}
              <SubmitButton kind="plain" icon="check">
                勾选的标为已读
              </SubmitButton>
            </PostForm>
          )}
        </Panel>
        <Pagination
          page={view.page}
          pages={Math.ceil(total / SIZE)}
          href={(page) => paths.inbox({ ...view, page })}
          total={`共 ${total} 条`}
        />
      </>
    ),
  });
}
