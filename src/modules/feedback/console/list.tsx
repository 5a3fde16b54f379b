import { z } from 'zod';
import {
  beyondEnd,
  type ConsoleFrame,
  countWaiting,
  organisationsByIds,
  pageField,
  personOf,
  takeInForm,
  WaitingNotes,
  YEAR_OR_MONTH,
} from '../../../core/index.ts';
import { titled } from '../../../law/titles.ts';
import { DueTag, soonDay } from '../../../mechanisms/procedure/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf, publicId } from '../../../platform/http/fields.ts';
import {
  ButtonLink,
  Counters,
  DataTable,
  Empty,
  FilterForm,
  optionsOf,
  Pagination,
  Panel,
} from '../../../ui/index.ts';
import { takeInFeedback } from '../acts/enrol.ts';
import { policyFeedback, stateLabel } from '../lifecycle.ts';
import {
  COUNTED,
  type Counted,
  countFeedback,
  type FeedbackRow,
  feedbackNumbers,
  feedbackRows,
  listFeedback,
} from '../store.ts';
import { CLASSES, INTAKE } from '../words.ts';
import { countedItem } from './counted.ts';
import { doneNotice, feedbackPaths } from './paths.ts';

const SIZE = 30;
const text = (max: number) => z.string().trim().max(max).optional().catch(undefined);

/** 政策反馈: the queue of the organisations, its figures for one paper or all, and what waits from the portal. */
export function listPages(face: Face, frame: ConsoleFrame): void {
  face.page({
    path: '/feedback',
    access: { kind: 'act', act: 'feedback.read' },
    query: z.object({
      state: keyOf(policyFeedback.states).optional().catch(undefined),
      class: keyOf(CLASSES).optional().catch(undefined),
      document: publicId.optional().catch(undefined),
      counted: keyOf(COUNTED).optional().catch(undefined),
      organisation: text(40),
      received: z.string().regex(YEAR_OR_MONTH).optional().catch(undefined),
      done: text(20),
      page: pageField,
    }),
    async render(ctx, { query }) {
      const person = personOf(ctx);
      const paths = feedbackPaths(ctx.base.console);
      const { state, document, counted, organisation, received } = query;
      const kept = {
        ...(state ? { state } : {}),
        ...(query.class ? { class: query.class } : {}),
        ...(document ? { document } : {}),
        ...(counted ? { counted } : {}),
        ...(organisation ? { organisation } : {}),
        ...(received ? { received } : {}),
      };
      const scope = person.scope('feedback.read');
      const { state: _state, class: _class, counted: _counted, ...narrowed } = kept;
      const of = { ...narrowed, scope, today: ctx.today };
      const [rows, total, waiting, soon, numbers, organisations] = await Promise.all([
        listFeedback(ctx.db, { ...kept, ...of, page: query.page, size: SIZE }),
        countFeedback(ctx.db, { ...kept, ...of }),
        countWaiting(ctx.db, INTAKE),
        soonDay(ctx.db, ctx.today, person.organisation.id),
        feedbackNumbers(ctx.db, of),
        organisationsByIds(ctx.db, scope, ctx.today),
      ]);
      const beyond = beyondEnd(ctx, { page: query.page, total, size: SIZE });
      if (beyond) return beyond;
      const about = document ? rows[0]?.documentTitle : undefined;
      return frame.page(ctx, {
        title: '政策反馈',
        section: '/feedback',
        notice: doneNotice(query.done),
        heading: {
          h1: '政策反馈',
          note: about ? titled(about) : `共 ${total} 条`,
          actions: document && (
            <ButtonLink href={paths.list()} icon="list">
              全部文件的反馈
            </ButtonLink>
          ),
        },
        children: (
          <>
            <WaitingNotes
              ctx={ctx}
              counts={waiting}
              broken="内容损坏、文件已不存在，或者不符合格式，系统没有登记。请联系系统管理员。"
              takeIn={person.mayAnywhere('feedback.take-in') ? paths.takeIn() : undefined}
            />
            <Counters
              items={(Object.keys(COUNTED) as Counted[]).map((name) => ({
                ...countedItem(name, numbers),
                href: ctx.base.console + feedbackRows(name, narrowed),
                current: name === (counted ?? 'received'),
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
                  options: optionsOf(policyFeedback.states, '全部环节'),
                },
                {
                  name: 'class',
                  label: '分类',
                  value: query.class ?? '',
                  options: optionsOf(CLASSES, '全部分类'),
                },
                {
                  name: 'organisation',
                  label: '单位',
                  value: organisation ?? '',
                  options: [
                    { value: '', label: '全部单位' },
                    ...organisations.map((o) => ({ value: o.code, label: o.shortName })),
                  ],
                },
                {
                  name: 'received',
                  label: '收到年月',
                  value: received ?? '',
                  placeholder: `如 ${ctx.today.slice(0, 7)}`,
                },
              ]}
            />
            <Panel title="反馈" flush aside="等待答复、最先到期的在最前">
              <DataTable<FeedbackRow>
                caption="政策反馈，等待答复、最先到期的在最前"
                terse
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
                    under: true,
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

  takeInForm(face, frame, {
    path: '/feedback/take-in',
    act: 'feedback.take-in',
    takeIn: takeInFeedback,
    list: (ctx, done) => feedbackPaths(ctx.base.console).list({ done }),
  });
}
