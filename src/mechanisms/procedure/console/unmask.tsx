import { z } from 'zod';
import {
  type ConsoleFrame,
  PARTIES,
  PERSONAL_KINDS,
  parameter,
  personOf,
  UNMASK_ACT,
  UNMASK_REASONS,
} from '../../../core/index.ts';
import type { Face } from '../../../platform/http/face.ts';
import { keyOf, pidParams } from '../../../platform/http/fields.ts';
import { reasonField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  ErrorSummary,
  KeyValue,
  Note,
  optionsOf,
  Panel,
  PostForm,
  RadioCards,
  SubmitButton,
  TextField,
} from '../../../ui/index.ts';
import type { CaseHead } from '../cases.ts';
import { unmaskCase } from '../unmask.ts';

const LABELS = { reason: '事由', reasonText: '具体说明', only: '查看范围' };

const RANGES = {
  statement: { label: '只看陈述内容', note: '知道当事人要什么，姓名、证件号码、联系方式仍不显示' },
  all: { label: '全部个人信息', note: '核验身份、联系当事人时用' },
} as const;

/** Where a procedure has its page for whole values. */
export interface UnmaskSpec {
  /** Path of the case below the base of the console, with `:pid`; the page stands below it. */
  path: string;
  /** Navigation entry to which the cases belong. */
  section: string;
  /** What people wrote is itself a value of the case, and may be read alone. */
  statement?: true;
  /** The case in the scope of the person. @throws NotFound */
  find(ctx: RequestContext, pid: string): Promise<CaseHead>;
}

/** 查看完整信息: an act with a reason; one view, and for a limited time. */
export function unmaskPages(face: Face, frame: ConsoleFrame, spec: UnmaskSpec): void {
  const { section } = spec;
  const path = `${spec.path}/unmask`;
  const at = (ctx: RequestContext, pid: string) => ctx.base.console + spec.path.replace(':pid', pid);
  const show = async (ctx: RequestContext, pid: string, form: FormState) => {
    const head = await spec.find(ctx, pid);
    const seconds = await parameter(ctx.db, 'personal.unmask-seconds', { day: ctx.today });
    return frame.page(ctx, {
      title: '查看完整个人信息',
      section,
      heading: { h1: '查看完整个人信息', note: `编号 ${head.pid}` },
      children: (
        <div class="mc-g main-r">
          <Panel title="说明为什么要看">
            <ErrorSummary form={form} labels={LABELS} />
            <PostForm
              action={`${at(ctx, pid)}/unmask`}
              once={ctx.session?.once() ?? ''}
              label="查看完整个人信息"
            >
              {spec.statement && (
                <RadioCards
                  name="only"
                  legend={LABELS.only}
                  form={form}
                  required
                  columns={2}
                  options={Object.entries(RANGES).map(([value, r]) => ({ value, ...r }))}
                />
              )}
              <RadioCards
                name="reason"
                legend={LABELS.reason}
                form={form}
                required
                columns={2}
                options={optionsOf(UNMASK_REASONS)}
              />
              <TextField
                name="reasonText"
                label={LABELS.reasonText}
                form={form}
                required
                maxLength={200}
                hint="例如“电话联系申请人补正材料”。不要写入姓名和号码。"
              />
              <SubmitButton icon="eye">查看（留痕）</SubmitButton>
            </PostForm>
          </Panel>
          <aside class="mc-g" aria-label="说明">
            <Note kind="warn" title="查看会留痕">
              <p class="mb-0">
                您的姓名、时间和事由长期保存，本件的经办人和审计员都能看到。完整信息只显示一次，{seconds}{' '}
                秒后自动收起。不得抄录、拍照外传（个人信息保护法第十条、第五十一条）。
              </p>
            </Note>
          </aside>
        </div>
      ),
    });
  };

  face.page({
    path,
    access: { kind: 'act', act: UNMASK_ACT },
    params: pidParams,
    query: z.object({ only: z.enum(['statement', 'all']).catch('all') }),
    render: (ctx, { params, query }) => show(ctx, params.pid, newForm({ only: query.only })),
  });

  face.form({
    path,
    access: { kind: 'act', act: UNMASK_ACT },
    token: 'once',
    params: pidParams,
    labels: LABELS,
    body: z.object({
      reason: keyOf(UNMASK_REASONS),
      reasonText: reasonField(200, 4),
      only: z.enum(['statement', 'all']).default('all'),
    }),
    async submit(ctx, { params, body, once }) {
      await spec.find(ctx, params.pid);
      const { head, values } = await unmaskCase(
        { ...ctx, actor: personOf(ctx) },
        {
          casePid: params.pid,
          reason: body.reason,
          reasonText: body.reasonText,
          once,
          ...(body.only === 'statement' ? { only: 'statement' as const } : {}),
        },
      );
      const seconds = await parameter(ctx.db, 'personal.unmask-seconds', { day: ctx.today });
      const back = at(ctx, head.pid);
      const html = await frame.page(ctx, {
        title: '完整个人信息',
        section,
        heading: { h1: '完整个人信息', note: `编号 ${head.pid}，${seconds} 秒后自动收起` },
        children: (
          <Panel title="只显示这一次" aside={`${UNMASK_REASONS[body.reason]}：${body.reasonText}`}>
            <KeyValue
              rows={values.map((v) => [
                `${v.party === 'person' ? '' : PARTIES[v.party]}${PERSONAL_KINDS[v.kind].label}`,
                <span class="mc-whole">{v.value}</span>,
              ])}
            />
            <div class="mc-row">
              <ButtonLink href={back} icon="eye-off">
                看完了，收起
              </ButtonLink>
            </div>
          </Panel>
        ),
      });
      // Leaves by itself, also without JavaScript.
      return { kind: 'page', html, headers: { refresh: `${seconds}; url=${back}` } };
    },
    again: (ctx, { params }, form) => show(ctx, params.pid, form),
  });
}
