import { z } from 'zod';
import { type ConsoleFrame, doneNotices, type LegalHold, listHolds, personOf } from '../../../core/index.ts';
import { type Day, enteredDay } from '../../../law/day.ts';
import { casesByIds } from '../../../mechanisms/procedure/index.ts';
import { NotFound } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { pidParams, publicId } from '../../../platform/http/fields.ts';
import { reasonField, textField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  DataTable,
  DateField,
  Empty,
  ErrorSummary,
  KeyValue,
  Note,
  Panel,
  PostForm,
  SubmitButton,
  Tag,
  TextArea,
  TextField,
} from '../../../ui/index.ts';
import { minute } from '../../../ui/times.ts';
import { holdCase, releaseHold } from './acts.ts';

const PATH = '/personal-data/holds';
const LABELS = {
  case: '办件编号',
  document: '依据文书',
  reason: '原因',
  untilOn: '保全至',
  lifted: '解除原因',
};
const doneNotice = doneNotices({
  placed: '已设定法律保全，解除之前不会清除。',
  lifted: '已解除法律保全。保留期限已满的，将在下一次每日清除时清除。',
});

/** 法律保全: what stops erasure, by which document, until when; and its end. */
export function holdPages(face: Face, frame: ConsoleFrame): void {
  const show = async (ctx: RequestContext, form: FormState, done?: string) => {
    const person = personOf(ctx);
    const rows = await listHolds(ctx.db, person.scope('hold.read'));
    const heads = await casesByIds(
      ctx.db,
      rows.map((r) => r.caseId),
      person.scope('hold.read'),
    );
    const lasts = (h: LegalHold) => h.liftedAt === null && (h.untilOn === null || h.untilOn >= ctx.today);
    return frame.page(ctx, {
      title: '法律保全',
      section: PATH,
      notice: doneNotice(done),
      heading: { h1: '法律保全', note: '复议、诉讼、调查期间停止清除个人信息' },
      children: (
        <div class="mc-g main-r">
          <Panel title="保全的办件" flush>
            <DataTable<LegalHold>
              caption="法律保全，最近设定的在最前"
              rows={rows}
              empty={<Empty title="没有法律保全。" />}
              columns={[
                {
                  label: '办件',
                  header: true,
                  cell: (h) => {
                    const head = heads.find((x) => x.id === h.caseId);
                    return head ? `${head.subject}（${head.pid}）` : '—';
                  },
                },
                { label: '依据文书', cell: (h) => h.document },
                { label: '原因', cell: (h) => h.reason },
                {
                  label: '设定',
                  cell: (h) => (
                    <>
                      {h.placedBy} <span class="nowrap">{minute(h.placedAt)}</span>
                    </>
                  ),
                },
                {
                  label: '状态',
                  cell: (h) =>
                    lasts(h) ? (
                      <>
                        <Tag kind="warn">保全中</Tag> {h.untilOn ? `至 ${h.untilOn}` : '至解除'}
                      </>
                    ) : h.liftedAt ? (
                      `${h.liftedBy} ${minute(h.liftedAt)} 解除：${h.liftedReason}`
                    ) : (
                      `已于 ${h.untilOn} 到期`
                    ),
                },
                {
                  label: '解除',
                  cell: (h) =>
                    lasts(h) &&
                    person.may('hold.lift', h.organisationId) && (
                      <ButtonLink href={`${ctx.base.console}${PATH}/${h.pid}/lift`}>解除</ButtonLink>
                    ),
                },
              ]}
            />
          </Panel>
          <aside class="mc-g" aria-label="设定保全">
            <ErrorSummary form={form} labels={LABELS} />
            {person.mayAnywhere('hold.place') && (
              <Panel title="设定法律保全">
                <PostForm
                  action={ctx.base.console + PATH}
                  once={ctx.session?.once() ?? ''}
                  label="设定法律保全"
                >
                  <TextField
                    name="case"
                    label={LABELS.case}
                    form={form}
                    required
                    hint="办件页面上的 10 位编号。"
                  />
                  <TextField
                    name="document"
                    label={LABELS.document}
                    form={form}
                    required
                    maxLength={100}
                    hint="应诉通知书、复议答复通知书、协助调查函等的文号。"
                  />
                  <TextArea
                    name="reason"
                    label={LABELS.reason}
                    form={form}
                    required
                    rows={3}
                    maxLength={300}
                    hint="不要写入姓名和号码。"
                  />
                  <DateField
                    name="untilOn"
                    label={LABELS.untilOn}
                    form={form}
                    hint="没有期限的不填，解除前一直有效。"
                  />
                  <SubmitButton icon="lock">设定</SubmitButton>
                </PostForm>
              </Panel>
            )}
            <Note kind="info" title="保全期间">
              <p class="mb-0">
                到期清除和依请求清除都停止，除了存储和采取安全保护措施，不作其他处理（个人信息保护法第四十七条第二款）。解除由法制机构办理。
              </p>
            </Note>
          </aside>
        </div>
      ),
    });
  };

  face.page({
    path: PATH,
    access: { kind: 'act', act: 'hold.read' },
    query: z.object({
      done: z.string().max(20).optional().catch(undefined),
      case: publicId.optional().catch(undefined),
    }),
    render: (ctx, { query }) => show(ctx, newForm({ case: query.case }), query.done),
  });

  face.form({
    path: PATH,
    access: { kind: 'act', act: 'hold.place' },
    token: 'once',
    labels: LABELS,
    body: z.object({
      case: z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^[0-9a-z]{10}$/, '办件编号是 10 位字母和数字，请从办件页面复制。'),
      document: textField(100, { required: true }),
      reason: reasonField(300, 4),
      untilOn: z
        .string()
        .default('')
        .transform((s, check): Day | null => {
          if (s === '') return null;
          const d = enteredDay(s);
          if (d === undefined)
            check.addIssue({ code: 'custom', message: '保全至应为日期，例如 2026-12-31。' });
          return d ?? null;
        }),
    }),
    async submit(ctx, { body, once }) {
      const { case: casePid, ...rest } = body;
      await holdCase({ ...ctx, actor: personOf(ctx) }, { casePid, ...rest, once });
      return { kind: 'redirect', to: `${ctx.base.console}${PATH}?done=placed` };
    },
    again: (ctx, _input, form) => show(ctx, form),
  });

  const showLift = async (ctx: RequestContext, pid: string, form: FormState) => {
    const hold = (await listHolds(ctx.db, personOf(ctx).scope('hold.lift'))).find((h) => h.pid === pid);
    if (!hold) throw new NotFound('没有这项法律保全。');
    return frame.page(ctx, {
      title: '解除法律保全',
      section: PATH,
      children: (
        <div class="mc-g main-r">
          <Panel title="将解除的保全">
            <KeyValue
              rows={[
                ['依据文书', hold.document],
                ['原因', hold.reason],
                ['设定', `${hold.placedBy} ${minute(hold.placedAt)}`],
                ['保全至', hold.untilOn ?? '解除前一直有效'],
              ]}
            />
          </Panel>
          <aside class="mc-g" aria-label="解除">
            <Panel title="解除">
              <ErrorSummary form={form} labels={LABELS} />
              <PostForm
                action={`${ctx.base.console}${PATH}/${pid}/lift`}
                once={ctx.session?.once() ?? ''}
                label="解除法律保全"
              >
                <TextField
                  name="lifted"
                  label={LABELS.lifted}
                  form={form}
                  required
                  maxLength={300}
                  hint="例如“判决已经生效”。保留期限已满的，解除后即按日清除。"
                />
                <SubmitButton icon="check">解除</SubmitButton>
              </PostForm>
            </Panel>
          </aside>
        </div>
      ),
    });
  };
  const liftParams = pidParams;

  face.page({
    path: `${PATH}/:pid/lift`,
    access: { kind: 'act', act: 'hold.lift' },
    params: liftParams,
    render: (ctx, { params }) => showLift(ctx, params.pid, newForm()),
  });

  face.form({
    path: `${PATH}/:pid/lift`,
    access: { kind: 'act', act: 'hold.lift' },
    token: 'once',
    params: liftParams,
    labels: LABELS,
    body: z.object({
      lifted: textField(300, { required: true }).refine((s) => s === '' || [...s].length >= 4, {
        message: '解除原因至少 4 个字。',
      }),
    }),
    async submit(ctx, { params, body, once }) {
      await releaseHold({ ...ctx, actor: personOf(ctx) }, { pid: params.pid, reason: body.lifted, once });
      return { kind: 'redirect', to: `${ctx.base.console}${PATH}?done=lifted` };
    },
    again: (ctx, { params }, form) => showLift(ctx, params.pid, form),
  });
}
