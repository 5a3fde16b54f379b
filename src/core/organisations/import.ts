import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Change } from '../../platform/change.ts';
import { newPublicId } from '../../platform/crypto.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../platform/errors.ts';
import type { Table } from '../../platform/xlsx/index.ts';
import { organisationRow } from '../organisations.ts';
import { parameter } from '../parameters/index.ts';
import { type Chart, readChart } from './chart.ts';
import { type ImportPlan, planImport } from './import-plan.ts';
import { lockChart, newOrganisation, placeLast, registeredFacts, updateByFacts } from './keep.ts';

const KIND = 'organisations';

/** A table that was read from a file and waits to be confirmed, or was. */
export interface KeptImport {
  pid: string;
  fileName: string;
  table: Table;
  uploadedById: number | null;
  uploadedAt: Date;
  appliedAt: Date | null;
  outcome: { created: number; changed: number; refused: number } | null;
}

/** Keeps what was read from a file until somebody has looked at it. @returns its public id */
export async function keepImport(
  c: Change,
  i: { organisationId: number | null; fileName: string; fileHash: string; table: Table },
): Promise<string> {
  const pid = newPublicId();
  await c.tx
    .insertInto('table_import')
    .values({
      pid,
      kind: KIND,
      organisation_id: i.organisationId,
      file_name: i.fileName,
      file_hash: i.fileHash,
      content: JSON.stringify(i.table),
      uploaded_by_id: c.actor.personId ?? null,
      uploaded_at: c.now,
    })
    .execute();
  return pid;
}

/** A kept import. @throws NotFound when there is none, or it is somebody else's */
export async function findImport(db: Reader, pid: string, actor: Actor): Promise<KeptImport> {
  const row = await db
    .selectFrom('table_import')
    .select([
      'pid',
      'file_name as fileName',
      'content as table',
      'uploaded_by_id as uploadedById',
      'uploaded_at as uploadedAt',
      'applied_at as appliedAt',
      'outcome',
    ])
    .where('pid', '=', pid)
    .where('kind', '=', KIND)
    .executeTakeFirst();
  if (!row || row.uploadedById !== (actor.personId ?? null))
    throw new NotFound('没有找到这次导入。只有上传的人可以查看和确认。');
  return row as unknown as KeptImport;
}

/** What an import would do now. */
export async function planFor(
  db: Reader,
  table: Table,
  o: { actor: Actor; today: Day; chart?: Chart },
): Promise<ImportPlan> {
  const chart = o.chart ?? (await readChart(db));
  const codes = table.rows.flatMap((r) => r.values.code ?? []);
  return planImport(table, chart, await registeredFacts(db, codes), {
    today: o.today,
    most: await parameter(db, 'organisations.import-rows', { day: o.today }),
    rights: {
      mayAdd: (id) => o.actor.may('organisation.add', id),
      mayChange: (id) => o.actor.may('organisation.save', id),
    },
  });
}

/**
 * Writes an import: all of it or nothing.
 * @param fingerprint of the plan that the person has seen
 * @param skipRefused writes the rows without a problem; otherwise any refused row keeps everything from being written
 * @throws Refusal when it was written before, the plan is another by now, or rows are refused
 */
export async function applyImport(
  c: Change,
  i: { pid: string; fingerprint: string; skipRefused: boolean },
): Promise<{ created: number; changed: number; refused: number }> {
  const held = await c.tx
    .selectFrom('table_import')
    .select('applied_at')
    .where('pid', '=', i.pid)
    .forUpdate()
    .executeTakeFirst();
  if (held?.applied_at) throw new Refusal('这个文件已经导入过，不能再导入一次。');
  const { table } = await findImport(c.tx, i.pid, c.actor);
  const chart = await lockChart(c.tx);
  const plan = await planFor(c.tx, table, { actor: c.actor, today: c.today, chart });
  if (plan.fingerprint !== i.fingerprint)
    throw new Refusal('预览之后机构又有了变动，没有导入。请核对下面新的预览，再确认一次。');
  if (plan.refused.length > 0 && !i.skipRefused)
    throw new Refusal(
      `有 ${plan.refusedRows || plan.refused.length} 行不能导入，没有写入任何内容。请改正文件后重新上传，或者选择“只导入没有问题的行”。`,
    );
  if (plan.creates.length + plan.changes.length === 0) throw new Refusal('没有可以导入的内容。');
  await insertAll(c.tx, plan, chart);
  const after = plan.creates.length > 0 ? await readChart(c.tx) : chart;
  for (const change of plan.changes) await updateByFacts(c.tx, after, change.id, change.facts);
  const outcome = {
    created: plan.creates.length,
    changed: plan.changes.length,
    refused: plan.refusedRows,
  };
  await c.tx
    .updateTable('table_import')
    .set({ applied_at: c.now, outcome: JSON.stringify(outcome) })
    .where('pid', '=', i.pid)
    .execute();
  return outcome;
}

const AT_ONCE = 500;

/** Inserts the new organisations first by themselves, then ties them to each other: parents may stand below children. */
async function insertAll(tx: Tx, plan: ImportPlan, chart: Chart): Promise<void> {
  const alone = plan.creates.map(({ facts }) => ({
    ...facts,
    parent: '',
    guidedBy: '',
    seatCounty: '',
  }));
  for (let at = 0; at < alone.length; at += AT_ONCE)
    await tx
      .insertInto('organisation')
      .values(alone.slice(at, at + AT_ONCE).map((f) => organisationRow(newOrganisation(chart, f))))
      .execute();
  const column = (key: 'code' | 'parent' | 'guidedBy' | 'seatCounty') =>
    plan.creates.map((p) => p.facts[key]);
  await sql`
    update organisation o set parent_id = p.id, guided_by_id = g.id, seat_county_id = s.id
    from unnest(${column('code')}::text[], ${column('parent')}::text[], ${column('guidedBy')}::text[], ${column('seatCounty')}::text[]) as x(code, parent, guide, seat)
      left join organisation p on p.code = x.parent left join organisation g on g.code = x.guide left join organisation s on s.code = x.seat
    where o.code = x.code`.execute(tx);
  await placeLast(tx, column('code'));
}
