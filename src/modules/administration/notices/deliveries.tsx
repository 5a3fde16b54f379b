import { z } from 'zod';
import {
  CHANNELS,
  type ConsoleFrame,
  countOutgoing,
  doneNotices,
  ExportButton,
  lastPage,
  listExport,
  listOutgoing,
  MESSAGE_PURPOSES,
  NOTICE_KINDS,
  type OutgoingRow,
  outgoingPause,
  personOf,
} from '../../../core/index.ts';
import { maskName } from '../../../law/masks.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf, pageNumber } from '../../../platform/http/fields.ts';
import { reasonField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import { NOT_DELIVERED } from '../../../platform/not-delivered.ts';
import {
  Actions,
  Counters,
  DataTable,
  Empty,
  ErrorSummary,
  Hidden,
  Note,
  NotUsed,
  optionsOf,
  Pagination,
  Panel,
  PostForm,
  SubmitButton,
  TextField,
} from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { ACT, drop, pause, resume, retry, rootOf } from './delivery-acts.ts';
import { noticePaths } from './paths.ts';

const SIZE = 30;
const access = { kind: 'act', act: ACT } as const;
const STATES = { failed: '投递失败', queued: '待投递' } as const;
const LABELS = { reason: '暂停的原因', id: '消息' };

const doneNotice = doneNotices({
  retry: '已重新排队，一分钟内再次投递。',
  drop: '已放弃投递；站内消息仍在。',
  pause: '已暂停对外投递。',
  resume: '已恢复对外投递，积压的消息一分钟内开始发送。',
});

/** 消息投递: what could not be delivered, and the switch that holds everything back. */
export function deliveryPages(face: Face, frame: ConsoleFrame): void {
  const query = z.object({
    state: keyOf(STATES).catch('failed'),
    page: pageNumber,
    done: z.string().max(20).optional().catch(undefined),
  });
  face.page({
    path: '/deliveries',
    access,
    query,
    render: (ctx, { query: q }) => showDeliveries(ctx, frame, q, newForm()),
  });

  listExport(face, frame, {
    path: '/deliveries/export',
    access: { kind: 'act', act: 'delivery.export' },
    act: 'delivery.export',
    name: '消息投递',
    filter: z.object({ state: keyOf(STATES).catch('failed') }),
    columns: [
      { heading: '收件人（隐去名字）', value: (m: OutgoingRow) => maskName(m.personName) },
      { heading: '机构', width: 24, value: (m) => m.organisationName },
      { heading: '渠道', value: (m) => CHANNELS[m.channel].label },
      { heading: '内容', width: 30, value: contentOf },
      { heading: '原因', width: 30, value: reasonOf },
      { heading: '尝试次数', width: 10, value: (m) => m.attempts },
      { heading: '产生时间', value: (m) => minute(m.createdAt) },
      { heading: '下次尝试', value: (m) => minute(m.nextAttemptAt) },
    ],
    rows: (ctx, person, query, most) =>
      listOutgoing(ctx.db, person.scope('delivery.export'), { state: query.state, page: 1, size: most }),
  });

  const again = (ctx: RequestContext, _input: unknown, form: FormState) =>
    showDeliveries(ctx, frame, { state: 'failed', page: 1 }, form);
  const form = <B extends z.ZodType>(
    verb: 'retry' | 'drop' | 'pause' | 'resume',
    body: B,
    submit: (ctx: RequestContext, b: z.output<B>, once: string) => Promise<unknown>,
  ) =>
    face.form({
      path: `/deliveries/${verb}`,
      access,
      token: 'once',
      labels: LABELS,
      body,
      again,
      async submit(ctx, input) {
        await submit(ctx, input.body, input.once);
        return { kind: 'redirect', to: noticePaths(ctx.base.console).deliveries('failed', 1, verb) };
      },
    });
  const id = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

  form('retry', z.object({ id: id.optional() }), (ctx, b, once) =>
    retry({ ...ctx, actor: personOf(ctx) }, { id: b.id, once }),
  );
  form('drop', z.object({ id }), (ctx, b, once) =>
    drop({ ...ctx, actor: personOf(ctx) }, { id: b.id, once }),
  );
  form('pause', z.object({ reason: reasonField(200) }), (ctx, b, once) =>
    pause({ ...ctx, actor: personOf(ctx) }, { reason: b.reason, once }),
  );
  form('resume', z.object({}), (ctx, _b, once) => resume({ ...ctx, actor: personOf(ctx) }, { once }));
}

function contentOf(m: OutgoingRow): string {
  if (m.purpose === 'code') return MESSAGE_PURPOSES.code;
  return m.kinds.map((k) => NOTICE_KINDS[k]?.label ?? '其他').join('、');
}

function reasonOf(m: OutgoingRow): string {
  return m.reason ? `${NOT_DELIVERED[m.reason]}${m.status ? `（${m.status}）` : ''}` : '尚未尝试';
}

async function showDeliveries(
  ctx: RequestContext,
  frame: ConsoleFrame,
  view: { state: 'failed' | 'queued'; page: number; done?: string | undefined },
  form: FormState,
): Promise<string> {
  const person = personOf(ctx);
  const paths = noticePaths(ctx.base.console);
  const scope = person.scope(ACT);
  const token = () => ctx.session?.once() ?? '';
  const [counts, paused, rows, root] = await Promise.all([
    countOutgoing(ctx.db, scope),
    outgoingPause(ctx.db),
    listOutgoing(ctx.db, scope, { ...view, size: SIZE }),
    ctx.db.transaction().execute(rootOf),
  ]);
  const failed = view.state === 'failed';
  const total = failed ? counts.failed : counts.queued;
  const last = lastPage({ total, size: SIZE });
  if (view.page > last) return showDeliveries(ctx, frame, { ...view, page: last }, form);
  const whole = person.may(ACT, root);
  return frame.page(ctx, {
    title: '消息投递',
    section: '/deliveries',
    notice: doneNotice(view.done),
    heading: {
      h1: '消息投递',
      note: '邮件、短信和政务即时通信',
      actions: (
        <>
          <ExportButton ctx={ctx} path="/deliveries/export" filter={{ state: view.state }} />
          {failed && counts.failed > 0 && (
            <PostForm action={paths.retry()} once={token()}>
              <SubmitButton kind="plain" icon="refresh">
                全部重新投递
              </SubmitButton>
            </PostForm>
          )}
        </>
      ),
    },
    children: (
      <>
        <ErrorSummary form={form} labels={LABELS} />
        <NotUsed fields={[{ name: 'state', label: '状态', value: view.state, options: optionsOf(STATES) }]} />
        {paused && (
          <Note kind="warn" title="对外投递已暂停">
            自 {minute(paused.since)} 起，原因：{paused.reason}。站内消息照常，积压的消息恢复后发送。
          </Note>
        )}
        {!ctx.mail && !ctx.hook && (
          <Note kind="info">
            本平台尚未接通邮件和短信，消息只在站内显示。设置方法见运维手册“消息的投递”。
          </Note>
        )}
        <Counters
          items={[
            {
              value: counts.failed,
              label: STATES.failed,
              href: paths.deliveries('failed'),
              current: failed,
              ...(counts.failed > 0 ? { tone: 'bad' as const } : {}),
            },
            {
              value: counts.queued,
              label: STATES.queued,
              href: paths.deliveries('queued'),
              current: !failed,
            },
          ]}
        />
        <Panel
          title={STATES[view.state]}
          flush
          aside={failed ? '多次尝试未成，或对方拒收' : '失败的会自动重试'}
        >
          <DataTable<OutgoingRow>
            caption={failed ? '投递失败的消息，最近的在前' : '等待投递的消息，最近的在前'}
            terse
            rows={rows}
            empty={<Empty title={failed ? '没有投递失败的消息。' : '没有等待投递的消息。'} />}
            columns={[
              { label: '收件人', header: true, cell: (m) => m.personName },
              { label: '机构', cell: (m) => m.organisationName },
              { label: '渠道', cell: (m) => CHANNELS[m.channel].label },
              { label: '内容', cell: contentOf },
              {
                label: failed ? '原因' : '最近一次',
                cell: reasonOf,
              },
              { label: '尝试', num: true, nowrap: true, cell: (m) => `${m.attempts} 次` },
              {
                label: failed ? '产生时间' : '下次尝试',
                nowrap: true,
                cell: (m) => minute(failed ? m.createdAt : m.nextAttemptAt),
              },
              ...(failed
                ? [
                    {
                      label: '操作',
                      nowrap: true,
                      cell: (m: OutgoingRow) => (
                        <span class="mc-rowacts">
                          {(['retry', 'drop'] as const).map((verb) => (
                            <PostForm key={verb} action={paths[verb]()} once={token()}>
                              <Hidden name="id" value={m.id} />
                              <button type="submit" class="btn btn-link mc-linklike">
                                {verb === 'retry' ? '重新投递' : '不再投递'}
                                <span class="visually-hidden">：{m.personName}</span>
                              </button>
                            </PostForm>
                          ))}
                        </span>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </Panel>
        <Pagination
          page={view.page}
          pages={Math.ceil(total / SIZE)}
          href={(page) => paths.deliveries(view.state, page)}
          total={`共 ${total} 条`}
        />
        {whole && (
          <Panel title="暂停与恢复" aside="关系整个平台">
            {paused ? (
              <Actions
                items={[
                  {
                    label: '恢复对外投递',
                    icon: 'send',
                    kind: 'primary',
                    note: `积压 ${counts.queued} 条将开始发送`,
                    post: { action: paths.resume(), once: token() },
                  },
                ]}
              />
            ) : (
              <PostForm action={paths.pause()} once={token()} label="暂停对外投递">
                <TextField
                  name="reason"
                  label={LABELS.reason}
                  form={form}
                  required
                  maxLength={200}
                  hint="例如：恢复备份之后核对、演练。站内消息不受影响。"
                />
                <SubmitButton kind="plain" icon="ban">
                  暂停对外投递
                </SubmitButton>
              </PostForm>
            )}
          </Panel>
        )}
      </>
    ),
  });
}
