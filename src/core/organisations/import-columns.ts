import type { Day } from '../../law/day.ts';
import type { Issue } from '../../platform/errors.ts';
import {
  HELP_SHEET,
  type NewSheet,
  type TableColumn,
  type TableRow,
  writeWorkbook,
} from '../../platform/xlsx/index.ts';
import { LEVELS, type Level, ORGANISATION_KINDS, type OrganisationKind } from '../words.ts';
import type { Chart } from './chart.ts';
import { FACT_LABELS, type OrganisationFacts } from './facts.ts';

type Fact = keyof OrganisationFacts;

const REQUIRED: readonly Fact[] = ['code', 'name', 'kind', 'level'];
const TYPES: Partial<Record<Fact, NonNullable<TableColumn['type']>>> = {
  verticallyManaged: 'yes-no',
  handlesReconsideration: 'yes-no',
  sortOrder: 'integer',
  validFrom: 'day',
};

/** The columns of the table of organisations. */
export const ORGANISATION_COLUMNS: readonly TableColumn[] = (Object.keys(FACT_LABELS) as Fact[]).map(
  (key) => ({
    key,
    heading: FACT_LABELS[key],
    required: REQUIRED.includes(key),
    type: TYPES[key] ?? 'text',
  }),
);

const HELP: Partial<Record<Fact, string>> = {
  code: '用于网址，小写字母、数字和短横线，例如 mcsjyj。代码已有的，按本行修改该机构；没有的，新建。',
  name: '公章上的全称。已有机构的名称不能在这里改，请在机构页面办理“更名”。',
  kind: Object.values(ORGANISATION_KINDS).join('、'),
  level: Object.values(LEVELS).join('、'),
  parent: '上级机构的代码或全称，可以是本表中的另一行。公共企事业单位填它的主管部门。',
  guidedBy: '业务指导机构（条线）的代码或全称。',
  verticallyManaged: '是、否',
  seatCounty: '垂直管理机构所在县（市、区）政府的代码或全称。',
  handlesReconsideration: '是、否。只有司法行政部门填“是”。',
  indexPrefix: '9 位组织机构代码或 18 位统一社会信用代码。单独办理公文的机构（村、外部上级机关以外）必填。',
  sortOrder: '整数，小的在前。新机构空着或填 0，排在同层级、同类别的最后。',
  validFrom: '例如 2019-01-01。空着按导入当天。',
};

/** The template that people download, and the same table filled, for changing many at once. */
export function organisationTemplate(rows: readonly OrganisationFacts[]): Promise<Buffer> {
  const sheets: NewSheet[] = [
    {
      name: '机构',
      headings: ORGANISATION_COLUMNS.map((c) => ({
        text: c.required
          ? `${c.heading}（必填）`
          : c.key === 'indexPrefix'
            ? `${c.heading}（办理公文的机构必填）`
            : c.heading,
        width: ['name', 'address', 'duties'].includes(c.key) ? 36 : 16,
      })),
      rows: rows.map((f) => ORGANISATION_COLUMNS.map((c) => factText(f, c.key as Fact))),
    },
    {
      name: HELP_SHEET,
      headings: [
        { text: '列', width: 20 },
        { text: '怎么填', width: 100 },
      ],
      rows: [
        ['总的规则', '修改已有机构时，空着的格保持原值不变。不要合并单元格，不要用公式，不要改标题行。'],
        ...ORGANISATION_COLUMNS.map((c) => [c.heading, HELP[c.key as Fact] ?? '']),
      ],
    },
  ];
  return writeWorkbook(sheets);
}

/** A fact as the table shows it. */
export function factText(f: OrganisationFacts, key: Fact): string {
  const value = f[key];
  if (key === 'kind') return ORGANISATION_KINDS[f.kind];
  if (key === 'level') return LEVELS[f.level];
  return typeof value === 'boolean' ? (value ? '是' : '否') : String(value);
}

function quoted(text: string | undefined): string {
  return text === undefined ? '现在没有填写。' : `现在是“${[...text].slice(0, 40).join('')}”。`;
}

function choice<T extends string>(words: Readonly<Record<T, string>>, text: string): T | undefined {
  const wanted = text.replace(/\s/g, '');
  return (Object.keys(words) as T[]).find((key) => key === wanted || words[key] === wanted);
}

/**
 * The facts of a row: what the row says, over what is registered, over what goes without saying.
 * @param chart finds related organisations by full name too; rows of the same file are in it
 * @param before the registered facts of an organisation with this code
 */
export function factsOfRow(
  row: TableRow,
  chart: Chart,
  before: OrganisationFacts | undefined,
  today: Day,
): { facts: OrganisationFacts; issues: Issue[] } {
  const v = row.values;
  const issues: Issue[] = [];
  const kind = choice<OrganisationKind>(ORGANISATION_KINDS, v.kind ?? '');
  const level = choice<Level>(LEVELS, v.level ?? '');
  if (!kind)
    issues.push({
      field: 'kind',
      message: `类别应为：${Object.values(ORGANISATION_KINDS).join('、')}。${quoted(v.kind)}`,
    });
  if (!level)
    issues.push({
      field: 'level',
      message: `层级应为：${Object.values(LEVELS).join('、')}。${quoted(v.level)}`,
    });
  const text = (key: Fact, otherwise = '') => v[key] ?? (before ? factText(before, key) : otherwise);
  const related = (key: 'parent' | 'guidedBy' | 'seatCounty'): string => {
    const given = v[key];
    if (given === undefined) return before?.[key] ?? '';
    if (chart.byCode.has(given)) return given;
    const named = chart.withName.get(given) ?? [];
    if (named.length > 1)
      issues.push({ field: key, message: `有 ${named.length} 个机构都叫“${given}”，请改填机构代码。` });
    else if (named.length === 0)
      issues.push({
        field: key,
        message: `没有代码或全称为“${given.slice(0, 40)}”的机构，表中也没有这一行。`,
      });
    return named[0]?.code ?? '';
  };
  const facts: OrganisationFacts = {
    code: text('code'),
    name: text('name'),
    shortName: text('shortName', v.name ?? ''),
    kind: kind ?? 'department',
    level: level ?? 'city',
    parent: related('parent'),
    guidedBy: related('guidedBy'),
    verticallyManaged: text('verticallyManaged', '否') === '是',
    seatCounty: related('seatCounty'),
    handlesReconsideration: text('handlesReconsideration', '否') === '是',
    documentAgency: text('documentAgency'),
    indexPrefix: text('indexPrefix').toUpperCase(),
    address: text('address'),
    postcode: text('postcode'),
    phone: text('phone'),
    fax: text('fax'),
    email: text('email'),
    website: text('website'),
    officeHours: text('officeHours'),
    duties: text('duties'),
    sortOrder: Number(text('sortOrder', '0')),
    validFrom: text('validFrom', today) as Day,
  };
  if (before && facts.name !== before.name)
    issues.push({
      field: 'name',
      message: `登记的名称是“${before.name}”。更名要记下日期，请在机构页面办理“更名”。`,
    });
  return { facts, issues };
}
