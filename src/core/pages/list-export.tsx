import type { z } from 'zod';
import { change } from '../../platform/change.ts';
import { FILE_TYPES } from '../../platform/files/types.ts';
import type { Face } from '../../platform/http/face.ts';
import type { Access, Answered, RequestContext } from '../../platform/http/route.ts';
import { inTurn, type NewCell, writeWorkbookApart } from '../../platform/xlsx/index.ts';
import { ErrorSummary, Hidden, PostForm, SubmitButton } from '../../ui/index.ts';
import { minute } from '../../ui/times.ts';
import type { ConsoleFrame } from '../console-frame.tsx';
import { parameter } from '../parameters/index.ts';
import { type Person, personOf } from '../people.ts';

/** A column of an exported list. */
export interface ExportColumn<Row> {
  heading: string;
  /** In characters. */
  width?: number;
  /** A figure as a number, to be counted with. A text is shown as it is, never computed; personal data come masked. */
  value(row: Row): string | number;
}

/** A list that can be taken along as a workbook. */
export interface ListExport<Filter extends z.ZodType, Row> {
  /** Path of the form, below the base of the console. */
  path: string;
  access: Access;
  /** The act that is audited; without it for the organisation there is no file. */
  act: string;
  /** Name of the sheet and of the file. */
  name: string;
  /** The filters of the list; unknown values fall back, as on the list itself. */
  filter: Filter;
  columns: readonly ExportColumn<Row>[];
  /** The rows in the order of the list, at most so many. */
  rows(ctx: RequestContext, person: Person, filter: z.output<Filter>, most: number): Promise<readonly Row[]>;
}

/** What no cell of a workbook can hold: control characters, and more text than a cell takes. */
function cellOf(value: NewCell): NewCell {
  if (typeof value === 'number') return value;
  return value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').slice(0, 32_000);
}

/**
 * Declares the form that hands out a list as a workbook (导出 Excel): all rows that the filter of the list shows, up to the
 * parameter `console.export-rows`. The export is an audited act with the number of rows and the names of the filters in
 * use (their values may name people); the workbook says by whom, when and whether it was cut. It is written in a thread of
 * its own, one at a time: others are served meanwhile.
 */
export function listExport<Filter extends z.ZodType, Row>(
  face: Face,
  frame: ConsoleFrame,
  spec: ListExport<Filter, Row>,
): void {
  face.form({
    path: spec.path,
    access: spec.access,
    // Checked, not used up: the page stays, and each file that it hands out is an audit row of its own.
    token: 'once',
    labels: {},
    body: spec.filter,
    submit: (ctx, { body }) => inTurn(() => handOut(ctx, body)),
    again: async (ctx, _input, form) =>
      frame.plain(ctx, {
        title: '没有导出',
        children: <ErrorSummary form={form} />,
      }),
  });

  async function handOut(ctx: RequestContext, body: z.output<Filter>): Promise<Answered> {
    const person = personOf(ctx);
    const most = Number(
      await parameter(ctx.db, 'console.export-rows', {
        day: ctx.today,
        organisationId: person.organisation.id,
      }),
    );
    const found = await spec.rows(ctx, person, body, most + 1);
    const rows = found.slice(0, most);
    const used = Object.entries(body as Record<string, unknown>)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name]) => name);
    await change(
      { ...ctx, actor: person },
      {
        act: spec.act,
        lock: async () => ({
          kind: 'list',
          id: spec.path.slice(1),
          organisationId: homeOf(person, spec.act),
        }),
      },
      async (c) => {
        c.note({ rows: rows.length, cut: found.length > most, filter: used.join(' ') });
        return { rows: rows.length };
      },
    );
    const cut = found.length > most ? [`只导出了前 ${most} 行，后面还有。请缩小条件分次导出。`] : [];
    return {
      kind: 'file',
      body: await writeWorkbookApart([
        {
          name: spec.name,
          headings: spec.columns.map((c) => ({ text: c.heading, ...(c.width ? { width: c.width } : {}) })),
          rows: cells(spec.columns, rows, cut),
        },
        {
          name: '说明',
          headings: [
            { text: '项目', width: 14 },
            { text: '内容', width: 60 },
          ],
          rows: [
            ['列表', spec.name],
            ['导出人', `${person.organisation.shortName} ${person.name}`],
            ['导出时间', minute(ctx.now)],
            ['行数', rows.length],
            ...cut.map((sentence) => ['注意', sentence]),
            ['用途', '本次导出已经留痕。内含工作信息，请按规定保管，用后删除。'],
          ],
        },
      ]),
      type: FILE_TYPES.xlsx.mediaType,
      headers: { 'cache-control': 'no-store' },
      download: `${spec.name}_${ctx.today}.xlsx`,
    };
  }
}

/** The cells of the rows, one row after another as they are asked for; then the sentences. */
function* cells<Row>(
  columns: readonly ExportColumn<Row>[],
  rows: readonly Row[],
  sentences: readonly string[],
): Generator<readonly NewCell[]> {
  for (const row of rows) yield columns.map((c) => cellOf(c.value(row)));
  for (const sentence of sentences) yield [sentence];
}

/** Whose export it is: of the own organisation where the person may, else of the first of the scope. */
function homeOf(person: Person, act: string): number | null {
  const own = person.organisation.id;
  return person.may(act, own) ? own : (person.scope(act)[0] ?? null);
}

/** The button of an export; the list's filters go along. @param filter as in the address of the list */
export function ExportButton({
  ctx,
  path,
  filter,
  id,
}: {
  ctx: RequestContext;
  path: string;
  filter: Readonly<Record<string, string | undefined>>;
  /** Id of the form, where check boxes of the list belong to it. */
  id?: string;
}) {
  return (
    <PostForm
      action={ctx.base.console + path}
      once={ctx.session?.once() ?? ''}
      download
      {...(id ? { id } : {})}
    >
      {Object.entries(filter).map(
        ([name, value]) => value !== undefined && <Hidden key={name} name={name} value={value} />,
      )}
      <SubmitButton kind="plain" icon="download">
        导出 Excel{id !== undefined && <small>勾选的；不勾选则全部</small>}
      </SubmitButton>
    </PostForm>
  );
}
