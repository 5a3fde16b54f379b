import { sql } from 'kysely';
import {
  type Chart,
  type ChartNode,
  existsOn,
  keeperOf,
  type Level,
  type OrganisationKind,
  searchWords,
  textHolds,
} from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import type { Reader, Tx } from '../../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../../platform/errors.ts';

/** What a list of organisations is narrowed by. */
export interface ListFilter {
  q?: string;
  kind?: OrganisationKind;
  level?: Level;
  /** Code: only what lies below it. */
  under?: string;
  ended: boolean;
}

/** A row of the tree; `depth` from 0. */
export interface TreeRow {
  node: ChartNode;
  depth: number;
  children: number;
}

/**
 * The organisations of a scope in the order of the tree: each followed by what lies below it. The externals belong to
 * the city's list.
 */
export function treeRows(chart: Chart, scope: readonly number[], f: ListFilter, today: Day): TreeRow[] {
  const visible = new Set(scope);
  const seen = (n: ChartNode) =>
    visible.has(keeperOf(chart, n) ?? -1) &&
    (f.ended ? n.validTo !== null && n.validTo < today : existsOn(n, today) || n.validFrom > today);
  const nodes = [...chart.byId.values()].filter(seen);
  const here = new Set(nodes.map((n) => n.id));
  const childrenOf = Map.groupBy(nodes, (n) =>
    n.parentId !== null && here.has(n.parentId) ? n.parentId : 0,
  );
  const rows: TreeRow[] = [];
  const walk = (under: number, depth: number) => {
    for (const node of childrenOf.get(under) ?? []) {
      rows.push({ node, depth, children: childrenOf.get(node.id)?.length ?? 0 });
      walk(node.id, depth + 1);
    }
  };
  const from = f.under === undefined ? undefined : chart.byCode.get(f.under);
  walk(from?.id ?? 0, 0);
  const words = searchWords(f.q ?? '');
  return rows.filter(
    ({ node: n }) =>
      (!f.kind || n.kind === f.kind) &&
      (!f.level || n.level === f.level) &&
      textHolds([n.name, n.shortName, n.code, n.indexPrefix], words),
  );
}

/** How many people serve in each of these organisations. */
export async function peopleCounts(
  db: Reader,
  ids: readonly number[],
  today: Day,
): Promise<ReadonlyMap<number, number>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: number; n: number }>`
    select organisation_id as id, count(*) as n from person
    where organisation_id = any(${[...ids]}::bigint[]) and valid_from <= ${today} and (valid_to is null or valid_to >= ${today}) group by 1`.execute(
    db,
  );
  return new Map(rows.map((r) => [r.id, r.n]));
}

/** What hangs on an organisation, counted. */
export interface Hanging {
  below: number;
  guided: number;
  people: number;
  openCases: number;
  published: number;
  columns: number;
  grants: number;
}

/** Counts what would be left behind if the organisation ended: shown before, checked in the change itself. */
export async function hangingOn(db: Reader, id: number, today: Day): Promise<Hanging> {
  const { rows } = await sql<Hanging>`
    select
      (select count(*) from organisation where parent_id = ${id} and (valid_to is null or valid_to >= ${today})) as below,
      (select count(*) from organisation where guided_by_id = ${id} and (valid_to is null or valid_to >= ${today})) as guided,
      (select count(*) from person where organisation_id = ${id} and (valid_to is null or valid_to >= ${today})) as people,
      (select count(*) from procedure_case where organisation_id = ${id} and closed_on is null) as "openCases",
      (select count(*) from release r join gov_document d on d.id = r.document_id where d.organisation_id = ${id} and r.ended_at is null) as published,
      (select count(*) from column_node c join site s on s.id = c.site_id where s.organisation_id = ${id} and (c.valid_to is null or c.valid_to >= ${today})) as columns,
      (select count(*) from role_grant where organisation_id = ${id} and (valid_to is null or valid_to >= ${today})) as grants`.execute(
    db,
  );
  return rows[0] as Hanging;
}

/** Whether a public id is that of a paper. */
export async function isPaper(db: Reader, pid: string): Promise<boolean> {
  const row = await db.selectFrom('gov_document').select('id').where('pid', '=', pid).executeTakeFirst();
  return row !== undefined;
}

/** An organisation that is locked for a change. `organisationId` is whose permission counts. */
export interface LockedOrganisation {
  kind: 'organisation';
  id: number;
  organisationId: number | null;
  code: string;
}

/** Locks an organisation. @throws NotFound; Refusal when it has ended: its record stays as it was */
export async function lockOrganisation(tx: Tx, code: string): Promise<LockedOrganisation> {
  const row = await tx
    .selectFrom('organisation')
    .select(['id', 'kind', 'name', 'valid_to as validTo'])
    .where('code', '=', code)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new NotFound('没有找到这个机构。');
  if (row.validTo !== null) throw new Refusal(`“${row.name}”已于 ${row.validTo} 撤并，不能再修改。`);
  if (row.kind !== 'external') return { kind: 'organisation', id: row.id, organisationId: row.id, code };
  const city = await tx
    .selectFrom('organisation')
    .select('id')
    .where('kind', '=', 'city-government')
    .orderBy('id')
    .executeTakeFirst();
  return { kind: 'organisation', id: row.id, organisationId: city?.id ?? null, code };
}
