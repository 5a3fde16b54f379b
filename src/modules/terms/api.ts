import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { STATE_COUNCIL } from '../../law/terms/calendar.ts';
import { answerDeadline, type DeadlineAnswer, KINDS } from '../../law/terms/kinds/index.ts';
import type { ApiFace } from '../../platform/http/api.ts';
import { publicCalendar } from './public-calendar.ts';
import { COMPUTATION_WEIGHT } from './words.ts';

const MOST = 200;
/** Questions answered before other requests get their turn. */
const BATCH = 10;

const day = z.string().describe('日期，年-月-日');
const question = z.object({
  id: z.union([z.string(), z.number()]).optional().describe('原样带回'),
  kind: z
    .enum(KINDS.map((k) => k.kind) as [string, ...string[]])
    .describe(`期限种类：${KINDS.map((k) => `${k.kind} ${k.title}`).join('；')}`),
  given: z.record(z.string(), z.unknown()).describe('已知的日期和其他事项，按种类不同；日期写成 2026-05-20'),
  calendar: z.enum([STATE_COUNCIL]).optional().describe('日历，默认国务院放假安排'),
});
const term = z.object({
  field: z.string().describe('答案中的字段'),
  due: day,
  provisional: z.boolean(),
  sentences: z.array(z.string()).describe('这个日期是怎么算出来的'),
  days: z
    .array(
      z.object({
        day,
        counted: z.number().optional().describe('计入的第几日'),
        skipped: z.string().optional().describe('不是工作日的原因'),
        excluded: z.string().optional().describe('不计入期限的原因'),
      }),
    )
    .describe('从起算之日起逐日'),
});
const answered = z
  .looseObject({
    id: z.union([z.string(), z.number(), z.null()]),
    explanation: z.object({
      title: z.string(),
      basis: z.string().describe('依据'),
      calendar: z.string().describe('所用日历'),
      notes: z.array(z.string()),
      terms: z.array(term),
    }),
    provisional: z.boolean().describe('暂定：有关年份的放假安排还没有公布'),
    provisional_fields: z.array(z.string()),
  })
  .describe('答案各字段按种类不同，例如 reply_due');
const unanswered = z.object({
  id: z.union([z.string(), z.number(), z.null()]),
  error: z.string().describe('不能计算的原因'),
  field: z.string().optional(),
});

/** The computation of deadlines for others: one question, or a list. */
export function termsApi(api: ApiFace): void {
  api.compute({
    path: '/api/v1/deadlines',
    weight: COMPUTATION_WEIGHT,
    summary: '计算法定期限',
    description: `一个问题或者最多 ${MOST} 个问题的清单。清单中不能计算的逐项说明原因；单个问题不能计算的，以 422 和问题文档说明。结果是法定日期，不含邮路缓冲；只作计算，不保存任何内容。`,
    body: z.union([question, z.array(question).min(1).max(MOST)]),
    answer: z.union([answered, z.array(z.union([answered, unanswered]))]),
    async compute(app, body) {
      const { calendar, rules } = await publicCalendar(app);
      const ctx = {
        calendars: (name: string | undefined) =>
          (name ?? STATE_COUNCIL) === STATE_COUNCIL ? calendar : undefined,
        rules,
      };
      if (!Array.isArray(body)) {
        const answer = answerDeadline(body, ctx);
        return 'error' in answer
          ? { problem: { detail: String(answer.error), more: { ...answer } } }
          : { answer };
      }
      if (body.length === 0 || body.length > MOST)
        return { problem: { detail: `清单应有 1 至 ${MOST} 项，收到 ${body.length} 项，请分批提交。` } };
      const answers: DeadlineAnswer[] = [];
      for (const [i, item] of body.entries()) {
        if (i > 0 && i % BATCH === 0) await nextTurn();
        answers.push(answerDeadline(item, ctx));
      }
      return { answer: answers };
    },
  });
}
