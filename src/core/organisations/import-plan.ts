import type { Day } from '../../law/day.ts';
import { sha256 } from '../../platform/crypto.ts';
import type { Issue } from '../../platform/errors.ts';
import { byAddress, type Table, type TableProblem, type TableRow } from '../../platform/xlsx/index.ts';
import { above, type Chart, type ChartNode, chartOf, keeperOf } from './chart.ts';
import { FACT_LABELS, factIssues, type OrganisationFacts } from './facts.ts';
import { factsOfRow, factText } from './import-columns.ts';

/** A row that would make a new organisation. */
export interface PlannedCreate {
  row: number;
  facts: OrganisationFacts;
}

/** A row that would change one, and what. */
export interface PlannedChange {
  row: number;
  id: number;
  facts: OrganisationFacts;
  diffs: { label: string; before: string; after: string }[];
}

/** What an import would do. Rows with a problem are in `refused` and nowhere else. */
export interface ImportPlan {
  creates: PlannedCreate[];
  changes: PlannedChange[];
  unchanged: number;
  refused: TableProblem[];
  refusedRows: number;
  /** Hash of all of it: what a person has seen is what is written, or nothing. */
  fingerprint: string;
}

/** What the person may do, asked per organisation. */
export interface ImportRights {
  mayAdd(organisationId: number | null): boolean;
  mayChange(organisationId: number | null): boolean;
}

/**
 * Works out what a table would do, without writing. Every row is checked against the chart as it would be afterwards, so
 * parents may stand in the same file, in any order, and circles across rows are found. What depends on a refused row is
 * refused with it.
 * @param registered facts of the organisations that the table names by code
 */
export function planImport(
  table: Table,
  chart: Chart,
  registered: ReadonlyMap<string, OrganisationFacts & { id: number }>,
  o: { today: Day; rights: ImportRights; most: number },
): ImportPlan {
  const refused: TableProblem[] = [...table.refused];
  const out = new Set(table.refusedRows);
  const refuse = (row: TableRow, field: string | undefined, message: string) => {
    out.add(row.number);
    const name = row.values.name ?? row.values.code;
    refused.push({
      address: (field && row.addresses[field]) || `第 ${row.number} 行`,
      message: name === undefined ? message : `${[...name].slice(0, 40).join('')}：${message}`,
    });
  };
  if (table.rows.length > o.most)
    return finish(
      [],
      [
        {
          address: table.sheet,
          message: `共 ${table.rows.length} 行，一次最多导入 ${o.most} 行，请分几个文件。`,
        },
      ],
      table.rows.length,
    );
  for (const key of ['code', 'name', 'indexPrefix'] as const)
    for (const [value, rows] of Map.groupBy(table.rows, (r) => r.values[key]))
      if (value !== undefined && rows.length > 1)
        for (const row of rows)
          refuse(
            row,
            key,
            `${FACT_LABELS[key]}“${value.slice(0, 40)}”在第 ${rows.map((r) => r.number).join('、')} 行重复。`,
          );

  // Each round takes the refused rows away and looks again, until what is left stands by itself.
  for (
    let rows = table.rows.filter((r) => !out.has(r.number));
    ;
    rows = rows.filter((r) => !out.has(r.number))
  ) {
    const read = readRows(rows, chart, registered, o.today);
    let clean = true;
    for (const r of read.rows) {
      const node = read.after.byId.get(r.id);
      // What cannot be read as it stands says so itself; everything else about the row is told along with it.
      const unread = new Set(r.issues.map((issue) => issue.field));
      const further = node
        ? [
            ...factIssues(r.facts, read.after, r.id, o.today),
            ...(unread.size > 0
              ? []
              : rightIssues(node, r.before !== undefined, read.after, chart, o.rights)),
          ].filter(
            (issue) =>
              !unread.has(issue.field) && !(unread.has('kind') && DEPENDS_ON_KIND.has(issue.field ?? '')),
          )
        : [];
      const issues = [...r.issues, ...further];
      for (const issue of issues) refuse(r.row, issue.field, issue.message);
      if (issues.length > 0) clean = false;
    }
    if (clean) return finish(read.rows.map(planned), refused, out.size);
  }
}

// Judged by kind and level: without them nothing can be said.
const DEPENDS_ON_KIND: ReadonlySet<string> = new Set([
  'level',
  'parent',
  'guidedBy',
  'verticallyManaged',
  'seatCounty',
  'handlesReconsideration',
]);

interface ReadRow {
  row: TableRow;
  /** Of the registered organisation, or a negative number that stands for the new one. */
  id: number;
  before: (OrganisationFacts & { id: number }) | undefined;
  facts: OrganisationFacts;
  issues: Issue[];
}

/** The facts of all rows, and the chart as it would be with them. */
function readRows(
  rows: readonly TableRow[],
  chart: Chart,
  registered: ReadonlyMap<string, OrganisationFacts & { id: number }>,
  today: Day,
): { rows: ReadRow[]; after: Chart } {
  const idOf = (row: TableRow) => registered.get(row.values.code ?? '')?.id ?? -row.number;
  const changed = new Set(rows.map(idOf));
  const untouched = [...chart.byId.values()].filter((n) => !changed.has(n.id));
  const blank = { successorId: null, validTo: null, parentId: null, guidedById: null, seatCountyId: null };
  const named = chartOf([
    ...untouched,
    ...rows.map((row): ChartNode => {
      const { code = '', name = '' } = row.values;
      const facts = { kind: 'department', level: 'city', verticallyManaged: false } as const;
      const more = { handlesReconsideration: false, indexPrefix: '', shortName: name, validFrom: today };
      return { ...blank, ...facts, ...more, id: idOf(row), code, name };
    }),
  ]);
  const read = rows.map((row) => {
    const before = registered.get(row.values.code ?? '');
    return { row, id: idOf(row), before, ...factsOfRow(row, named, before, today) };
  });
  const found = (code: string) => (code ? (named.byCode.get(code)?.id ?? null) : null);
  const after = chartOf([
    ...untouched,
    ...read.map(
      ({ id, facts }): ChartNode => ({
        ...facts,
        id,
        parentId: found(facts.parent),
        guidedById: found(facts.guidedBy),
        seatCountyId: found(facts.seatCounty),
        successorId: null,
        validTo: chart.byId.get(id)?.validTo ?? null,
      }),
    ),
  ]);
  return { rows: read, after };
}

/** Whether the person may write this row; the permission for a new organisation is that for what it comes under. */
function rightIssues(
  node: ChartNode,
  known: boolean,
  after: Chart,
  chart: Chart,
  rights: ImportRights,
): Issue[] {
  const parent = above(after, node.id).find((n) => n.id > 0);
  const under = parent ? keeperOf(chart, parent) : null;
  const keeper = node.kind === 'external' || known ? keeperOf(chart, node) : under;
  // What comes under another new row stands or falls with that row.
  if (!known && !parent && node.parentId !== null) return [];
  if (!known)
    return rights.mayAdd(keeper)
      ? []
      : [{ field: 'parent', message: '您没有在这个上级机构之下新建机构的权限。' }];
  if (node.validTo !== null) return [{ field: 'code', message: '这个机构已经撤并，不能再修改。' }];
  if (!rights.mayChange(keeper)) return [{ field: 'code', message: '您没有修改这个机构的权限。' }];
  const moved = chart.byId.get(node.id)?.parentId !== node.parentId;
  return moved && !rights.mayAdd(under)
    ? [{ field: 'parent', message: '您没有把机构改到这个上级之下的权限。' }]
    : [];
}

function planned({ row, before, facts }: ReadRow): PlannedCreate | PlannedChange | undefined {
  if (!before) return { row: row.number, facts };
  const diffs = (Object.keys(FACT_LABELS) as (keyof OrganisationFacts)[])
    .filter((key) => before[key] !== facts[key])
    .map((key) => ({
      label: FACT_LABELS[key],
      before: factText(before, key),
      after: factText(facts, key),
    }));
  return diffs.length > 0 ? { row: row.number, id: before.id, facts, diffs } : undefined;
}

function finish(
  all: readonly (PlannedCreate | PlannedChange | undefined)[],
  refused: TableProblem[],
  refusedRows: number,
): ImportPlan {
  const creates = all.filter((p) => p !== undefined && !('id' in p)) as PlannedCreate[];
  const changes = all.filter((p) => p !== undefined && 'id' in p) as PlannedChange[];
  refused.sort(byAddress);
  return {
    creates,
    changes,
    unchanged: all.length - creates.length - changes.length,
    refused,
    refusedRows,
    fingerprint: sha256(JSON.stringify([creates, changes, refused])),
  };
}
