import type { Organisation } from '../../../core/index.ts';
import { deputyName } from '../../../mechanisms/procedure/index.ts';
import {
  DataTable,
  Empty,
  FilterForm,
  Hidden,
  Panel,
  PostForm,
  SubmitButton,
  Tag,
} from '../../../ui/index.ts';
import { second } from '../../../ui/times.ts';
import { EXPORT_FORMATS } from './export.ts';
import { FILTER_LABELS, type FilterInput } from './filter.ts';
import type { AuditEntry, SubjectNames } from './store.ts';
import { serviceLabel, subjectLabel } from './words.ts';

/** The filter above the list. */
export function AuditFilters(p: {
  action: string;
  used: FilterInput;
  actLabels: Readonly<Record<string, string>>;
  kinds: readonly string[];
  organisations: readonly Organisation[];
}) {
  const { used } = p;
  const value = (name: keyof FilterInput) => used[name] ?? '';
  const acts = Object.entries(p.actLabels).map(([act, label]) => ({
    value: act,
    label: `${label}（${act}）`,
  }));
  return (
    <FilterForm
      action={p.action}
      label="筛选操作留痕"
      {...(Object.values(used).some(Boolean) ? { clear: p.action } : {})}
      keep={{ request: used.request || undefined }}
      fields={[
        {
          name: 'paper',
          label: '公文（标题、文号、索引号、编号或网址）',
          value: value('paper'),
        },
        { name: 'from', label: FILTER_LABELS.from, value: value('from'), type: 'date' },
        { name: 'to', label: FILTER_LABELS.to, value: value('to'), type: 'date' },
        { name: 'person', label: '操作人（姓名、用户名或编号）', value: value('person') },
        {
          name: 'act',
          label: FILTER_LABELS.act,
          value: value('act'),
          options: [{ value: '', label: '全部行为' }, ...acts],
        },
        {
          name: 'kind',
          label: FILTER_LABELS.kind,
          value: value('kind'),
          options: [
            { value: '', label: '全部对象' },
            ...p.kinds.map((kind) => ({ value: kind, label: subjectLabel(kind) })),
          ],
        },
        { name: 'subject', label: '对象编号或代码', value: value('subject') },
        {
          name: 'organisation',
          label: FILTER_LABELS.organisation,
          value: value('organisation'),
          options: [
            { value: '', label: '全部机构' },
            ...p.organisations.map((o) => ({ value: o.code, label: o.shortName })),
          ],
        },
      ]}
    />
  );
}

/** Who did it. */
export function Who({ row }: { row: AuditEntry }) {
  return row.personName === null ? (
    <Tag>{serviceLabel(row.service ?? '')}</Tag>
  ) : (
    <span>{deputyName(row.personName, row.absentName)}</span>
  );
}

/** What it was done to, by a name or public id where there is one. */
export function Subject({ row, names }: { row: AuditEntry; names: SubjectNames }) {
  return (
    <>
      {subjectLabel(row.subjectKind)} <span class="muted">{names(row).text}</span>
    </>
  );
}

/** The rows of one page. */
export function AuditTable(p: {
  rows: readonly AuditEntry[];
  filtered: boolean;
  actLabels: Readonly<Record<string, string>>;
  names: SubjectNames;
  href: (row: AuditEntry) => string;
}) {
  return (
    <DataTable<AuditEntry>
      caption="操作留痕，最新的在最前"
      terse
      rows={p.rows}
      empty={
        <Empty
          title="没有符合条件的记录。"
          hint={p.filtered ? '可以减少条件再试。' : '您审计范围内的机构还没有任何操作。'}
        />
      }
      columns={[
        { label: '时间', cell: (r) => <a href={p.href(r)}>{second(r.at)}</a>, nowrap: true, header: true },
        { label: '操作人', cell: (r) => <Who row={r} />, nowrap: true },
        { label: '行为', cell: (r) => p.actLabels[r.act] ?? r.act },
        { label: '对象', cell: (r) => <Subject row={r} names={p.names} /> },
        { label: '所涉机构', cell: (r) => r.organisationName ?? '—' },
        {
          label: '封存',
          cell: (r) => (r.position === null ? <Tag kind="warn">待封存</Tag> : `第 ${r.position} 条`),
          nowrap: true,
        },
      ]}
    />
  );
}

/** Takes what the filter shows along. */
export function ExportForm({ action, once, used }: { action: string; once: string; used: FilterInput }) {
  return (
    <Panel title="导出" aside="导出本身也会留痕">
      <PostForm action={action} once={once} download label="导出操作留痕">
        {Object.entries(used).map(([name, value]) =>
          value ? <Hidden key={name} name={name} value={value} /> : null,
        )}
        <p>
          按当前条件导出，姓名只留姓氏；防止被表格软件当作公式。核对真伪用“链上序号”和“校验值”：在上面打开同一条记录，两处的校验值应当一致。
        </p>
        <p class="mc-submit">
          {Object.entries(EXPORT_FORMATS).map(([format, label]) => (
            <SubmitButton key={format} kind="plain" icon="download" name="format" value={format}>
              {label}
            </SubmitButton>
          ))}
        </p>
      </PostForm>
    </Panel>
  );
}
