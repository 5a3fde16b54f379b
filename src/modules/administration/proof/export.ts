import { type Person, parameter } from '../../../core/index.ts';
import { maskName } from '../../../law/masks.ts';
import { deputyName } from '../../../mechanisms/procedure/index.ts';
import { change } from '../../../platform/change.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { second } from '../../../ui/times.ts';
import { cursorOf } from './cursor.ts';
import type { FilterInput } from './filter.ts';
import { type AuditEntry, type AuditFilter, detailNames, listAudit, subjectNames } from './store.ts';
import { actOf, detailWords, serviceLabel, subjectLabel } from './words.ts';

const STEP = 5000;

/** Forms in which rows can be taken along. */
export const EXPORT_FORMATS = { csv: 'CSV（表格软件）', jsonl: 'JSONL（一行一条）' } as const;
export type ExportFormat = keyof typeof EXPORT_FORMATS;

/** An export: its text, and whether the limit has cut it. */
export interface Exported {
  text: string;
  rows: number;
  cut: boolean;
}

/**
 * Takes audit rows along: newest first, up to the parameter `proof.export-rows`. Names of people are masked, since the
 * file leaves the house; what a row is about stands there by its name and public id, so that the console can tell what it
 * was. The place in the chain and the hash of the row lead back to the row itself, which is what the chain proves: a file
 * with masked names can be compared with it, never take its place. The export is itself an audited act: when it is not
 * allowed, there is no file.
 * @param used the filter as entered; its field names go into the audit row, its values do not
 */
export async function exportAudit(
  ctx: RequestContext,
  person: Person,
  o: {
    filter: AuditFilter;
    used: FilterInput;
    format: ExportFormat;
    actLabels: Readonly<Record<string, string>>;
  },
): Promise<Exported> {
  const most = await parameter(ctx.db, 'proof.export-rows', { day: ctx.today });
  const lines: string[] = [];
  let before: string | undefined;
  let cut = false;
  while (!cut) {
    const rows = await listAudit(ctx.db, o.filter, { size: STEP, ...(before ? { before } : {}) });
    cut = lines.length + rows.length > most;
    const taken = rows.slice(0, most - lines.length);
    const said = await wordsOf(ctx.db, taken, o.actLabels);
    for (const row of taken) lines.push(line(row, o.format, said));
    const last = rows.at(-1);
    if (!last || rows.length < STEP) break;
    before = cursorOf(last.place);
  }
  const home = o.filter.organisationId ?? o.filter.scope.find((id) => id === person.organisation.id);
  await change(
    { ...ctx, actor: person },
    {
      act: 'audit.export',
      lock: async () => ({
        kind: 'audit',
        id: o.format,
        organisationId: home ?? o.filter.scope[0] ?? null,
      }),
    },
    async (c) => {
      c.note({ rows: lines.length, filter: Object.keys(o.used).join(' ') });
      return { rows: lines.length };
    },
  );
  // A table program knows the encoding by the mark at the beginning only.
  const head = o.format === 'csv' ? [`\uFEFF${HEAD.map(cell).join(',')}`] : [];
  const end = o.format === 'csv' ? '\r\n' : '\n';
  return { text: [...head, ...lines].map((l) => l + end).join(''), rows: lines.length, cut };
}

const HEAD = [
  '时间',
  '操作人',
  '人员编号',
  '机构',
  '行为',
  '行为代码',
  '对象类别',
  '对象',
  '对象编号',
  '请求编号',
  '内容',
  '链上序号',
  '校验值',
];

/** What rows say, in words that may leave the house. */
interface Words {
  act(row: AuditEntry): string;
  /** Name and public id of what the row is about; what has none is told apart by the number of its record. */
  subject(row: AuditEntry): { name: string; key: string };
  details(row: AuditEntry): [string, string][];
}

async function wordsOf(
  db: Reader,
  rows: readonly AuditEntry[],
  labels: Readonly<Record<string, string>>,
): Promise<Words> {
  const [subjects, named] = await Promise.all([subjectNames(db, rows), detailNames(db, rows)]);
  const inWords = (it: string) => {
    const found = named.get(it);
    if (!found) return actOf(it, labels);
    const name = it.startsWith('person ') ? maskName(found.name) : found.name;
    return found.key === null ? name : `${name}（${found.key}）`;
  };
  return {
    act: (row) => labels[row.act] ?? row.act,
    subject(row) {
      const { text, key, person, named: has } = subjects(row);
      const name = has ? (person ? maskName(text) : text) : '';
      return { name, key: key ?? (has ? '' : `记录号 ${row.subjectId}`) };
    },
    details: (row) => Object.entries(row.details).map(([name, value]) => detailWords(name, value, inWords)),
  };
}

function line(row: AuditEntry, format: ExportFormat, words: Words): string {
  const subject = words.subject(row);
  const details = words.details(row);
  const values = [
    second(row.at),
    row.personName === null
      ? serviceLabel(row.service ?? '')
      : deputyName(maskName(row.personName), row.absentName === null ? null : maskName(row.absentName)),
    row.personPid ?? '',
    row.organisationName ?? '',
    words.act(row),
    row.act,
    subjectLabel(row.subjectKind),
    subject.name,
    subject.key,
    row.requestId,
    details.map(([label, value]) => `${label}：${value}`).join('；'),
    row.position === null ? '' : String(row.position),
    row.rowHash ?? '',
  ];
  if (format === 'csv') return values.map(cell).join(',');
  const record = Object.fromEntries(HEAD.map((name, i) => [name, values[i]]));
  return JSON.stringify({ ...record, 内容: Object.fromEntries(details), 链上序号: row.position });
}

/** A cell that no table program takes for a formula. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
