import { z } from 'zod';
import {
  type ConsoleFrame,
  dueCases,
  erasableLabel,
  PERSONAL_KINDS,
  type PersonalKind,
  parameter,
  personOf,
  RETENTION_STARTS,
  type RetentionRule,
  retentionRules,
  retentionRuns,
} from '../../../core/index.ts';
import { addDays, enteredDay } from '../../../law/day.ts';
import { casesByIds } from '../../../mechanisms/procedure/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf } from '../../../platform/http/fields.ts';
import { textField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  DataTable,
  DateField,
  Empty,
  ErrorSummary,
  optionsOf,
  Panel,
  PostForm,
  SelectField,
  SubmitButton,
  Tag,
  TextField,
} from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { topOrganisation } from '../calendar/acts.ts';
import { changeRetention } from './acts.ts';

const PATH = '/personal-data/retention';
const LABELS = {
  matter: '办理种类',
  kind: '个人信息种类',
  starts: '起算',
  months: '保留月数',
  basis: '依据',
  validFrom: '生效日',
};

/** What the page needs to know of the procedures that hold personal data: identifier and Chinese name. */
export type MatterWords = Readonly<Record<string, string>>;

/** 保留期限: the retention table, what will be erased soon, the daily looks. */
export function retentionPages(face: Face, frame: ConsoleFrame, matters: MatterWords): void {
  const matterName = (matter: string) => (matter === '' ? '各类办件' : (matters[matter] ?? matter));
  const kindName = (kind: PersonalKind | '') => (kind === '' ? '各种' : PERSONAL_KINDS[kind].label);

  const show = async (ctx: RequestContext, form: FormState, done?: string) => {
    const person = personOf(ctx);
    const days = await parameter(ctx.db, 'personal.erase-preview-days', { day: ctx.today });
    const [rules, runs, due, top] = await Promise.all([
      retentionRules(ctx.db),
      retentionRuns(ctx.db),
      dueCases(ctx.db, { before: addDays(ctx.today, days + 1), today: ctx.today, limit: 200 }),
      topOrganisation(ctx.db).catch(() => undefined),
    ]);
    const heads = await casesByIds(
      ctx.db,
      due.map((d) => d.caseId),
      person.scope('retention.read'),
    );
    const shown = due.flatMap((d) => {
      const head = heads.find((h) => h.id === d.caseId);
      return head ? [{ ...d, head }] : [];
    });
    const holds = (r: RetentionRule) =>
      r.validFrom <= ctx.today && (r.validTo === null || r.validTo >= ctx.today);
    return frame.page(ctx, {
      title: '个人信息保留期限',
      section: PATH,
      notice: done === 'set' ? { kind: 'ok', text: '已设定。已经起算的期限不变。' } : undefined,
      heading: { h1: '个人信息保留期限', note: '期满自动清除，法律保全的除外' },
      children: (
        <div class="mc-g main-r">
          <div class="mc-g">
            <Panel title={`${days} 天内将清除`} flush aside={`共 ${shown.length} 件`}>
              <DataTable
                caption={`${days} 天内将清除个人信息的办件，最早的在最前`}
                rows={shown}
                empty={<Empty title="没有将要清除的。" hint="办件办结后起算保留期限。" />}
                columns={[
                  { label: '办件', header: true, cell: (d) => d.head.subject },
                  { label: '编号', cell: (d) => d.head.pid, nowrap: true },
                  { label: '种类', cell: (d) => d.kinds.map(erasableLabel).join('、') },
                  { label: '保留至', cell: (d) => (d.held ? '保全解除' : d.eraseAfter), nowrap: true },
                  {
                    label: '状态',
                    cell: (d) =>
                      d.held ? (
                        <Tag kind="warn">法律保全，不清除</Tag>
                      ) : d.eraseAfter < ctx.today ? (
                        <Tag kind="bad">已期满，待清除</Tag>
                      ) : (
                        <Tag>待期满</Tag>
                      ),
                  },
                ]}
              />
            </Panel>
            <Panel title="保留期限表" flush aside="最具体的一行优先">
              <DataTable<RetentionRule>
                caption="保留期限表"
                rows={rules}
                columns={[
                  { label: '办理种类', header: true, cell: (r) => matterName(r.matter) },
                  { label: '个人信息', cell: (r) => kindName(r.kind), nowrap: true },
                  {
                    label: '保留',
                    cell: (r) => `自${RETENTION_STARTS[r.starts]}起 ${r.months} 个月`,
                    nowrap: true,
                  },
                  {
                    label: '依据',
                    cell: (r) => (
                      <>
                        {r.basis}
                        {r.setBy && <span class="muted xs">　{r.setBy}设定</span>}
                      </>
                    ),
                  },
                  {
                    label: '有效期',
                    cell: (r) => (
                      <>
                        <span class="nowrap">{r.validFrom} 起</span>{' '}
                        {r.validTo && <span class="nowrap">至 {r.validTo}</span>}{' '}
                        {!holds(r) && <Tag kind="mute">{r.validFrom > ctx.today ? '未生效' : '已停用'}</Tag>}
                      </>
                    ),
                  },
                ]}
              />
            </Panel>
          </div>
          <aside class="mc-g" aria-label="设定">
            {top && person.may('retention.set', top.id) && (
              <Panel title="设定保留期限">
                <ErrorSummary form={form} labels={LABELS} />
                <PostForm
                  action={ctx.base.console + PATH}
                  once={ctx.session?.once() ?? ''}
                  label="设定保留期限"
                >
                  <SelectField
                    name="matter"
                    label={LABELS.matter}
                    form={form}
                    empty="各类办件"
                    options={optionsOf(matters)}
                  />
                  <SelectField
                    name="kind"
                    label={LABELS.kind}
                    form={form}
                    empty="各种"
                    options={optionsOf(PERSONAL_KINDS)}
                  />
                  <SelectField
                    name="starts"
                    label={LABELS.starts}
                    form={form}
                    options={optionsOf(RETENTION_STARTS)}
                  />
                  <TextField
                    name="months"
                    label={LABELS.months}
                    form={form}
                    required
                    inputmode="numeric"
                    hint="不得短于复议、诉讼所需的最短期限；最长 1200 个月。"
                  />
                  <TextField name="basis" label={LABELS.basis} form={form} required maxLength={300} />
                  <DateField
                    name="validFrom"
                    label={LABELS.validFrom}
                    form={form}
                    required
                    hint="须提前设定，设定后通知安全管理员、政务公开办和法制机构。"
                  />
                  <SubmitButton icon="check">设定</SubmitButton>
                </PostForm>
              </Panel>
            )}
            <Panel title="每日清除" flush>
              <DataTable
                caption="最近的每日清除"
                rows={runs}
                empty={<Empty title="还没有运行过。" />}
                columns={[
                  { label: '日期', header: true, cell: (r) => r.runOn, nowrap: true },
                  { label: '清除', cell: (r) => `${r.cases} 件`, num: true },
                  { label: '保全', cell: (r) => `${r.held} 件`, num: true },
                  { label: '完成', cell: (r) => minute(r.at).slice(11), nowrap: true },
                ]}
              />
            </Panel>
          </aside>
        </div>
      ),
    });
  };

  face.page({
    path: PATH,
    access: { kind: 'act', act: 'retention.read' },
    query: z.object({ done: z.string().max(20).optional().catch(undefined) }),
    render: async (ctx, { query }) =>
      show(
        ctx,
        newForm({
          starts: 'case-closed',
          validFrom: addDays(
            ctx.today,
            await parameter(ctx.db, 'personal.retention-notice-days', { day: ctx.today }),
          ),
        }),
        query.done,
      ),
  });

  face.form({
    path: PATH,
    access: { kind: 'act', act: 'retention.set' },
    token: 'once',
    labels: LABELS,
    body: z.object({
      matter: z.enum(['', ...Object.keys(matters)]).default(''),
      kind: z.enum(['', ...Object.keys(PERSONAL_KINDS)] as ['', ...PersonalKind[]]).default(''),
      starts: keyOf(RETENTION_STARTS),
      months: z
        .string()
        .trim()
        .regex(/^\d{1,4}$/, '保留月数应为 0 至 1200 的整数。')
        .transform(Number)
        .refine((n) => n <= 1200, { message: '保留月数应为 0 至 1200 的整数。' }),
      basis: textField(300, { required: true }),
      validFrom: z.string().transform((s, check) => {
        const d = enteredDay(s);
        if (d === undefined) check.addIssue({ code: 'custom', message: '请填写生效日，例如 2026-05-20。' });
        return d;
      }),
    }),
    async submit(ctx, { body, once }) {
      if (body.validFrom === undefined) throw new Error('checked above');
      await changeRetention({ ...ctx, actor: personOf(ctx) }, { ...body, validFrom: body.validFrom, once });
      return { kind: 'redirect', to: `${ctx.base.console}${PATH}?done=set` };
    },
    again: (ctx, _input, form) => show(ctx, form),
  });
}
