import { z } from 'zod';
import { type ConsoleFrame, countWaiting, personOf } from '../../../core/index.ts';
import { readFigure } from '../../../mechanisms/figure/index.ts';
import { DueTag, soonDay } from '../../../mechanisms/procedure/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import {
  ButtonLink,
  Counters,
  DataTable,
  Empty,
  ErrorSummary,
  FilterForm,
  Note,
  Pagination,
  Panel,
  PostForm,
  SubmitButton,
} from '../../../ui/index.ts';
import { takeInFeedback } from '../acts/enrol.ts';
import { policyFeedback, stateLabel } from '../lifecycle.ts';
import {
  COUNTED,
  type Counted,
  countFeedback,
  FEEDBACK_FIGURES,
  type FeedbackRow,
  listFeedback,
} from '../store.ts';
import { CLASSES, INTAKE } from '../words.ts';
import { doneNotice, feedbackPaths } from './paths.ts';

const SIZE = 30;
const text = (max: number) => z.string().trim().max(max).optional().catch(undefined);

/** 政策反馈: the queue of the organisations, its figures for one paper or all, and what waits from the portal. */
export function listPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/feedback',
    access: { kind: 'act', act: 'feedback.read' },
    query: z.object({
      state: text(20),
      class: text(20),
      document: z
        .string()
        .regex(/^[0-9a-z]{10}$/)
        .optional()
        .catch(undefined),
      counted: z
        .enum(Object.keys(COUNTED) as [Counted, ...Counted[]])
        .optional()
        .catch(undefined),
      done: text(20),
      page: z.coerce.number().int().min(1).max(10_000).catch(1),
    }),
    async render(ctx, { query }) {
      const person = personOf(ctx);
      const paths = feedbackPaths(ctx.base.console);
      const { state, document, counted } = query;
      const kept = {
        ...(state ? { state } : {}),
        ...(query.class ? { class: query.class } : {}),
        ...(document ? { document } : {}),
        ...(counted ? { counted } : {}),
      };
      const scope = person.scope('feedback.read');
      const [rows, total, waiting, soon, figures] = await Promise.all([
        listFeedback(ctx.db, { ...kept, scope, page: query.page, size: SIZE }),
        countFeedback(ctx.db, { ...kept, scope }),
        countWaiting(ctx.db, INTAKE),
        soonDay(ctx.db, ctx.today, person.organisation.id),
        Promise.all(
          FEEDBACK_FIGURES.map((f) =>
            readFigure(ctx.db, f, { scope, ...(document ? { document } : {}) }, ctx.base.console),
          ),
        ),
      ]);
      const about = document ? rows[0]?.documentTitle : undefined;
      return frame.page(ctx, {
        title: '政策反馈',
        section: '/feedback',
        notice: doneNotice(query.done),
        heading: {
          h1: '政策反馈',
          note: about ? `《${about}》` : `共 ${total} 条`,
          actions: document && (
            <ButtonLink href={paths.list()} icon="list">
              全部文件的反馈
            </ButtonLink>
          ),
        },
        children: (
          <>
            {waiting.failed > 0 && (
              <Note kind="bad" title={`有 ${waiting.failed} 件网上提交打不开`}>
                <p class="mb-0">内容损坏、文件已不存在，或者不符合格式，系统没有登记。请联系系统管理员。</p>
              </Note>
            )}
            {waiting.waiting > 0 && person.mayAnywhere('feedback.take-in') && (
              <Note kind="info" title={`有 ${waiting.waiting} 件网上提交等待登记`}>
                <p>系统每分钟自动登记一次，也可以现在登记。</p>
                <PostForm action={paths.takeIn()} once={ctx.session?.once() ?? ''} label="接收网上提交">
                  <SubmitButton kind="plain" icon="inbox">
                    现在登记
                  </SubmitButton>
                </PostForm>
              </Note>
            )}
            <Counters
              items={figures.map((f, i) => ({
                value: f.value,
                label: f.label,
                href: f.href,
                current: Object.keys(COUNTED)[i] === (counted ?? 'received'),
              }))}
            />
            <FilterForm
              action={paths.list()}
              label="筛选反馈"
              keep={{ document, counted }}
              {...(Object.keys(kept).length > 0 ? { clear: paths.list() } : {})}
              fields={[
                {
                  name: 'state',
                  label: '环节',
                  value: state ?? '',
                  options: [
                    { value: '', label: '全部环节' },
                    ...Object.entries(policyFeedback.states).map(([value, s]) => ({ value, label: s.label })),
                  ],
                },
                {
                  name: 'class',
                  label: '分类',
                  value: query.class ?? '',
                  options: [
                    { value: '', label: '全部分类' },
                    ...Object.entries(CLASSES).map(([value, label]) => ({ value, label })),
                  ],
                },
              ]}
            />
            <Panel title="反馈" flush aside="等待答复、最先到期的在最前">
              <DataTable<FeedbackRow>
                caption="政策反馈，等待答复、最先到期的在最前"
                rows={rows}
                empty={<Empty title="没有符合条件的反馈。" />}
                columns={[
                  {
                    label: '内容',
                    header: true,
                    cell: (r) => (
                      <a href={paths.case(r.pid)}>
                        {r.content}
                        {[...r.content].length >= 60 && '…'}
                      </a>
                    ),
                  },
                  {
                    label: '文件',
                    cell: (r) => <a href={paths.list({ document: r.documentPid })}>{r.documentTitle}</a>,
                  },
                  { label: '分类', cell: (r) => (r.class ? CLASSES[r.class] : '未分类'), nowrap: true },
                  { label: '单位', cell: (r) => r.organisationName, nowrap: true },
                  { label: '经办人', cell: (r) => r.assignedTo ?? '—', nowrap: true },
                  { label: '环节', cell: (r) => stateLabel(r.state), nowrap: true },
                  {
                    label: '答复期限',
                    cell: (r) =>
                      r.repliedOn ? (
                        `${r.repliedOn} 答复${r.due !== null && r.repliedOn > r.due ? '（逾期）' : ''}`
                      ) : r.state === 'closed' ? (
                        '未答复办结'
                      ) : (
                        <DueTag due={r.due} today={ctx.today} soon={soon} />
                      ),
                  },
                ]}
              />
            </Panel>
            <Pagination
              page={query.page}
              pages={Math.ceil(total / SIZE)}
              href={(n) => paths.list({ ...kept, ...(n > 1 ? { page: String(n) } : {}) })}
              total={`共 ${total} 条`}
            />
          </>
        ),
      });
    },
  });

  face.form({
    path: '/feedback/take-in',
    access: { kind: 'act', act: 'feedback.take-in' },
    token: 'once',
    labels: {},
    body: z.object({}),
    async submit(ctx) {
      const taken = await takeInFeedback({ ...ctx, actor: personOf(ctx) }, (id) =>
        ctx.log.error({ intake: id }, 'submission cannot be opened'),
      );
      const done = taken > 0 ? 'taken-in' : 'nothing-taken';
      return { kind: 'redirect', to: feedbackPaths(ctx.base.console).list({ done }) };
    },
    again: (ctx, _input, form) =>
      frame.page(ctx, { title: '接收网上提交', children: <ErrorSummary form={form} /> }),
  });
}
