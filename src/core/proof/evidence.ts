import { sql } from 'kysely';
import type { Reader } from '../../platform/db/pool.ts';
import { canonicalJson } from './canonical-json.ts';
import { hashOf } from './chain.ts';

/** How a column is written in the canonical form of its row. */
export type ColumnForm = 'number' | 'text' | 'instant' | 'day' | 'json';

/** A table whose rows are sealed. Its owner declares it; only rows with an `id` that never change belong here. */
export interface EvidenceTable {
  kind: 'audit' | 'event';
  /** Chinese name, for reports. */
  label: string;
  table: 'audit_row' | 'case_event';
  /** Version of the canonical form: a column more or a form changed is a new version. Old seals keep theirs. */
  form: number;
  /** All columns of the table in the order of the canonical form. */
  columns: Readonly<Record<string, ColumnForm>>;
  /** The column that says when the row was written. */
  at: string;
}

/** Audit rows: what was done, by whom, on what. */
export const AUDIT_ROWS: EvidenceTable = {
  kind: 'audit',
  label: '操作留痕',
  table: 'audit_row',
  form: 1,
  columns: {
    id: 'number',
    at: 'instant',
    person_id: 'number',
    service: 'text',
    act: 'text',
    subject_kind: 'text',
    subject_id: 'text',
    organisation_id: 'number',
    request_id: 'text',
    details: 'json',
    for_person_id: 'number',
  },
  at: 'at',
};

/** A row as it is hashed. */
export interface EvidenceRow {
  id: number;
  /** Hash of its canonical form, 32 bytes hex. */
  hash: string;
  /** When it says it was written: microseconds since 1970; null for an infinite instant. */
  at: number | null;
  /** What was done. */
  act: string;
}

// Whatever the session's settings are, each value has one text: instants in microseconds since 1970 (UTC).
const TEXT: Record<ColumnForm, (column: string) => ReturnType<typeof sql>> = {
  number: (c) => sql`t.${sql.ref(c)}::text`,
  text: (c) => sql`t.${sql.ref(c)}`,
  instant: (c) =>
    sql`case when isfinite(t.${sql.ref(c)}) then (extract(epoch from t.${sql.ref(c)}) * 1000000)::bigint::text else t.${sql.ref(c)}::text end`,
  day: (c) => sql`t.${sql.ref(c)}::text`,
  json: (c) => sql`t.${sql.ref(c)}::text`,
};

/**
 * The canonical form of a row: one line per column, `name=<bytes>:<value>`, or `name=-` for null. The length before the
 * value keeps two different rows from ever giving the same text. Version 1:
 *
 *     mingtang-row-1
 *     kind=5:audit
 *     id=2:17
 *     at=16:1779238800000000
 *     person_id=-
 *
 * numbers in decimal; instants in microseconds since 1970-01-01T00:00Z; days YYYY-MM-DD; JSON by `canonicalJson`; UTF-8,
 * every line ended by one line feed.
 * @param values texts of the columns in the table's order, null for null
 */
function canonicalRow(table: EvidenceTable, values: readonly (string | null)[]): string {
  let text = `mingtang-row-${table.form}\nkind=${table.kind.length}:${table.kind}\n`;
  let i = 0;
  for (const [name, form] of Object.entries(table.columns)) {
    const raw = values[i++] ?? null;
    const value = raw !== null && form === 'json' ? canonicalJson(raw) : raw;
    text += value === null ? `${name}=-\n` : `${name}=${Buffer.byteLength(value)}:${value}\n`;
  }
  return text;
}

/**
 * Reads rows and hashes them.
 * @param where a condition on `t`, the table
 * @returns the rows in the order of their ids
 */
export async function readEvidence(
  db: Reader,
  table: EvidenceTable,
  where: ReturnType<typeof sql>,
): Promise<EvidenceRow[]> {
  const names = Object.keys(table.columns);
  const columns = sql.join(
    names.map((name, i) => sql`${TEXT[table.columns[name]!](name)} as ${sql.ref(`c${i}`)}`),
  );
  const { rows } = await sql<Record<string, string | null>>`
    select ${columns} from ${sql.table(table.table)} t where ${where} order by t.id`.execute(db);
  const [at, act] = [names.indexOf(table.at), names.indexOf('act')];
  return rows.map((row) => {
    const values = names.map((_, i) => row[`c${i}`] ?? null);
    const micros = Number(values[at]);
    return {
      id: Number(values[0]),
      hash: hashOf(canonicalRow(table, values)),
      at: Number.isFinite(micros) ? micros : null,
      act: values[act] ?? '',
    };
  });
}

/** Settings of a transaction that make texts of days independent of how server and role are set up. */
export async function plainTexts(db: Reader): Promise<void> {
  await sql`select set_config('datestyle', 'ISO, YMD', true), set_config('timezone', 'UTC', true)`.execute(
    db,
  );
}
