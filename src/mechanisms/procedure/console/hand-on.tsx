import { z } from 'zod';
import { type ConsoleFrame, parameter, personOf } from '../../../core/index.ts';
import { Forbidden, NotFound, Refusal } from '../../../platform/errors.ts';
import type { Face } from '../../../platform/http/face.ts';
import { type FormState, newForm, type RequestContext } from '../../../platform/http/route.ts';
import { ButtonLink, DataTable, ErrorSummary, Note, Panel, Tag } from '../../../ui/index.ts';
import { type CaseReaders, readableSubjects } from '../cases.ts';
import { HAND_ON_PATH, type HandOnObjection, handOn } from '../hand-on.ts';
import type { ProcedureWords } from './my-work.tsx';

const key = z.string().regex(/^[0-9a-z]{10} [a-z]+(?:[.-][a-z]+)*$/);
const LABELS = { task: '事项', to: '同事' };

interface Line {
  casePid: string;
  /** undefined when the person may not read it. */
  subject: string | undefined;
  done: boolean;
  said: string;
}

/**
 * 转交: chosen tasks go to a colleague, each in a change of its own. What cannot go stays and is said row by row; nothing
 * of it hinders the others.
 */
export function handOnPages(
  face: Face,
  frame: ConsoleFrame,
  house: { words: ProcedureWords; objection: HandOnObjection; readers: CaseReaders },
): void {
  const page = (ctx: RequestContext, form: FormState, lines: readonly Line[], note?: string) =>
    frame.page(ctx, {
      title: '转交结果',
      section: '/',
      heading: {
        h1: '转交结果',
        ...(note ? { note } : {}),
        actions: (
          <ButtonLink href={`${ctx.base.console}/`} kind="primary">
            回到我的待办
          </ButtonLink>
        ),
      },
      children: (
        <>
          <ErrorSummary form={form} labels={LABELS} />
          {lines.length > 0 && (
            <Panel title="逐件结果" flush>
              <DataTable<Line>
                caption="每件是否转交"
                rows={lines}
                tone={(l) => (l.done ? undefined : 'warn')}
                columns={[
                  {
                    label: '事项',
                    header: true,
                    cell: (l) =>
                      l.subject === undefined ? (
                        '不在您查看范围内的一件'
                      ) : (
                        <a href={ctx.base.console + house.words.casePath(l.casePid)}>{l.subject}</a>
                      ),
                  },
                  { label: '编号', cell: (l) => l.casePid, under: true },
                  {
                    label: '结果',
                    nowrap: true,
                    cell: (l) => (
                      <Tag kind={l.done ? 'ok' : 'warn'} icon={l.done ? 'check' : 'alert-triangle'}>
                        {l.done ? '已转交' : '未转交'}
                      </Tag>
                    ),
                  },
                  { label: '说明', cell: (l) => l.said },
                ]}
              />
            </Panel>
          )}
          {lines.length === 0 && form.issues.length === 0 && (
            <Note>
              <p class="mb-0">没有可以显示的结果。</p>
            </Note>
          )}
        </>
      ),
    });

  face.form({
    path: HAND_ON_PATH,
    access: { kind: 'act', act: 'task.hand-on' },
    token: 'once',
    labels: LABELS,
    body: z.object({
      to: z.string({ error: '请选择接办的同事。' }).regex(/^[0-9a-z]{10}$/, { error: '请选择接办的同事。' }),
      task: z.preprocess(
        (v) => (v === undefined ? [] : [v].flat()),
        z.array(key).min(1, { error: '请先勾选要转交的事项。' }),
      ),
    }),
    again: (ctx, _input, form) => page(ctx, { ...form, values: {} }, []),
    async submit(ctx, { body, once }) {
      const person = personOf(ctx);
      const most = Number(await parameter(ctx.db, 'console.batch-rows', { day: ctx.today }));
      const chosen = [...new Set(body.task)];
      if (chosen.length > most)
        throw new Refusal([{ field: 'task', message: `一次最多转交 ${most} 件，请分批转交。` }], 422);
      const done: Omit<Line, 'subject'>[] = [];
      for (const each of chosen) {
        const [casePid = '', act = ''] = each.split(' ');
        done.push(
          await handOn(
            { ...ctx, actor: person },
            { casePid, act, toPid: body.to, once: `${once} ${each}`, objection: house.objection },
          ).then(
            (it) => ({ casePid, done: true, said: `已转交给${it.to}。` }),
            (error) => ({ casePid, done: false, said: refusalOf(error) }),
          ),
        );
      }
      // A hostile form names any case: its subject is told to whoever may read it.
      const subjects = await readableSubjects(
        ctx.db,
        person,
        house.readers,
        done.map((l) => l.casePid),
      );
      const lines = done.map((l) => ({ ...l, subject: subjects.get(l.casePid) }));
      const handed = lines.filter((l) => l.done).length;
      return {
        kind: 'page',
        html: await page(ctx, newForm(), lines, `${handed} 件已转交，${lines.length - handed} 件未转交`),
      };
    },
  });
}

/** Why one row was not done. A fault of the program is no refusal and stops the page. */
function refusalOf(error: unknown): string {
  if (error instanceof Refusal || error instanceof Forbidden || error instanceof NotFound)
    return error.message;
  throw error;
}
