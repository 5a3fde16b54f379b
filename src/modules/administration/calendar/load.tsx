import { z } from 'zod';
import { bookWith, readCalendars } from '../../../core/calendar/index.ts';
import { type ConsoleFrame, personOf } from '../../../core/index.ts';
import { checkArrangement, readArrangementText } from '../../../law/terms/arrangement.ts';
import type { YearArrangement } from '../../../law/terms/calendar.ts';
import { casePath, plannedMoves } from '../../../mechanisms/procedure/index.ts';
import { Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { textField } from '../../../platform/http/messages.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import {
  ButtonLink,
  ErrorSummary,
  Hidden,
  Note,
  Panel,
  PostForm,
  SubmitButton,
  TextArea,
  TextField,
} from '../../../ui/index.ts';
import { loadYear } from './acts.ts';
import { MovesTable, YearTable } from './view.tsx';

const LABELS = { year: '年度', source: '依据文件', content: '放假安排' };

/**
 * The arrangement that was typed or pasted: a file of holiday-cn (JSON), or lines.
 * @throws Refusal with every fault at its field
 */
function readArrangement(body: { year: string; source: string; content: string }): YearArrangement {
  const json = body.content.startsWith('{') || body.content.startsWith('[');
  let parsed: unknown;
  if (json)
    try {
      parsed = JSON.parse(body.content);
    } catch {
      throw new Refusal(
        [
          {
            field: 'content',
            message: '内容以“{”开头但不是完整的 JSON，可能复制时缺了一部分，请重新复制全文。',
          },
        ],
        422,
      );
    }
  const check = json
    ? checkArrangement(parsed)
    : readArrangementText(Number(body.year), body.content, body.source);
  if (check.arrangement) {
    if (body.year && Number(body.year) !== check.arrangement.year)
      throw new Refusal(
        [
          {
            field: 'year',
            message: `内容是 ${check.arrangement.year} 年的安排，与填写的年度 ${body.year} 不一致，请核对。`,
          },
        ],
        422,
      );
    return { ...check.arrangement, source: body.source };
  }
  throw new Refusal(
    check.issues.map((i) => ({ field: 'content', message: i.message })),
    422,
  );
}

/** Loading a year: paste, look at what moves, confirm. */
export function loadPages(face: Face, frame: ConsoleFrame): void {
  const action = (ctx: RequestContext) => `${ctx.base.console}/calendar/load`;
  const show = (ctx: RequestContext, form: FormState) =>
    frame.page(ctx, {
      title: '装载年度放假安排',
      section: '/calendar',
      heading: { h1: '装载年度放假安排' },
      children: (
        <Panel title="国务院办公厅关于部分节假日安排的通知">
          <ErrorSummary form={form} labels={LABELS} />
          <PostForm action={action(ctx)} once={ctx.session?.once() ?? ''} label="装载年度放假安排" guard>
            <TextField
              name="year"
              label={LABELS.year}
              form={form}
              inputmode="numeric"
              hint="四位年份；粘贴 JSON 时可以不填。"
            />
            <TextField
              name="source"
              label={LABELS.source}
              form={form}
              required
              maxLength={300}
              hint="通知的名称、文号或网址，将与每一个按它算出的日期一起保存。"
            />
            <TextArea
              name="content"
              label={LABELS.content}
              form={form}
              required
              rows={16}
              hint="可以粘贴 holiday-cn 的年度 JSON 文件全文，或者每行写一天或一段：“2027-02-05 休 春节”“2027-02-05 至 2027-02-11 休 春节”“2027-02-14 班”。"
            />
            <SubmitButton icon="eye">检查并预览影响</SubmitButton>
          </PostForm>
        </Panel>
      ),
    });

  face.page({
    path: '/calendar/load',
    access: { kind: 'act', act: 'calendar.load' },
    render: (ctx) => show(ctx, newForm()),
  });

  face.form({
    path: '/calendar/load',
    access: { kind: 'act', act: 'calendar.load' },
    token: 'once',
    labels: LABELS,
    body: z.object({
      year: z
        .string()
        .trim()
        .regex(/^(\d{4})?$/, '年度应为四位年份，例如 2027。')
        .default(''),
      source: textField(300, { required: true }),
      content: textField(60_000, { required: true }),
      confirm: z.string().optional(),
    }),
    async submit(ctx, { body, once }) {
      const arrangement = readArrangement(body);
      if (body.confirm === 'yes') {
        const { moved, told } = await loadYear({ ...ctx, actor: personOf(ctx) }, { arrangement, once });
        return {
          kind: 'redirect',
          to: `${ctx.base.console}/calendar?year=${arrangement.year}&done=loaded&moved=${moved}&told=${told}`,
        };
      }
      return { kind: 'page', html: await preview(ctx, arrangement, body) };
    },
    again: (ctx, _input, form) => show(ctx, form),
  });

  async function preview(
    ctx: RequestContext,
    arrangement: YearArrangement,
    body: { year: string; source: string; content: string },
  ): Promise<string> {
    const book = await readCalendars(ctx.db);
    const moves = await plannedMoves(ctx.db, await bookWith(ctx.db, book, { year: arrangement }));
    const before = book.years.find((y) => y.year === arrangement.year);
    return frame.page(ctx, {
      title: `预览 ${arrangement.year} 年放假安排`,
      section: '/calendar',
      heading: { h1: `${arrangement.year} 年放假安排`, note: '还没有装载，请核对后确认' },
      children: (
        <div class="mc-g">
          {before && (
            <Note kind="warn" title={`${arrangement.year} 年已有安排（${before.source}）`}>
              确认后以新的安排为准；已经办结的事项不受影响。
            </Note>
          )}
          <Panel title="读到的安排" flush aside={arrangement.source}>
            <YearTable year={arrangement} />
          </Panel>
          <Panel title="将要变动的期限" flush aside={`${moves.length} 件在办事项`}>
            <MovesTable moves={moves} casePath={(pid) => casePath(ctx.base.console, pid)} />
          </Panel>
          <PostForm action={action(ctx)} once={ctx.session?.once() ?? ''} label="确认装载">
            <Hidden name="year" value={body.year} />
            <Hidden name="source" value={body.source} />
            <Hidden name="content" value={body.content} />
            <Hidden name="confirm" value="yes" />
            <SubmitButton icon="check">确认装载，重算期限并通知经办人</SubmitButton>{' '}
            <ButtonLink href={action(ctx)}>放弃</ButtonLink>
          </PostForm>
        </div>
      ),
    });
  }
}
