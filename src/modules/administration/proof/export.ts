import { type Person, parameter } from '../../../core/index.ts';
import { deputyName } from '../../../mechanisms/procedure/index.ts';
import { change } from '../../../platform/change.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import { second } from '../../../ui/times.ts';
import { cursorOf } from './cursor.ts';
import type { FilterInput } from './filter.ts';
import { type AuditEntry, type AuditFilter, listAudit } from './store.ts';
import { serviceLabel, subjectLabel } from './words.ts';

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
 * file leaves the house; their public ids stay, so that the console can tell who it was. The export is itself an audited
 * act: when it is not allowed, there is no file.
 * @param used the filter as entered; its field names go into the audit row, its values do not
 * @param once the form's token
 */
export async function exportAudit(
  ctx: RequestContext,
  person: Person,
  o: {
    filter: AuditFilter;
    used: FilterInput;
    format: ExportFormat;
    once: string;
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
    for (const row of rows.slice(0, most - lines.length)) lines.push(line(row, o.format, o.actLabels));
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
      once: o.once,
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
  '对象编号',
  '请求编号',
  '内容',
  '链上序号',
  '校验值',
];

function line(row: AuditEntry, format: ExportFormat, labels: Readonly<Record<string, string>>): string {
  const values = [
    second(row.at),
    row.personName === null
      ? serviceLabel(row.service ?? '')
      : deputyName(maskName(row.personName), row.absentName === null ? null : maskName(row.absentName)),
    row.personPid ?? '',
    row.organisationName ?? '',
    labels[row.act] ?? row.act,
    row.act,
    subjectLabel(row.subjectKind),
    row.subjectId,
    row.requestId,
    JSON.stringify(row.details),
    row.position === null ? '' : String(row.position),
    row.rowHash ?? '',
  ];
  if (format === 'csv') return values.map(cell).join(',');
  const record = Object.fromEntries(HEAD.map((name, i) => [name, values[i]]));
  return JSON.stringify({ ...record, 内容: row.details, 链上序号: row.position });
}

/** A cell that no table program takes for a formula. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** 周敏 becomes 周*, 欧阳小明 becomes 欧***. */
function maskName(name: string): string {
  const [first = '', ...rest] = [...name];
  return first + '*'.repeat(rest.length);
}
