import type { Day } from '../../law/day.ts';
import type { Issue } from '../../platform/errors.ts';
import { LEVELS, type Level, ORGANISATION_KINDS, type OrganisationKind } from '../words.ts';
import { above, type Chart, type ChartNode, existsOn } from './chart.ts';
import { KINDS } from './kinds.ts';

/** All that an administrator says about an organisation; related ones by code, '' for none. */
export interface OrganisationFacts {
  code: string;
  name: string;
  shortName: string;
  kind: OrganisationKind;
  level: Level;
  parent: string;
  guidedBy: string;
  verticallyManaged: boolean;
  seatCounty: string;
  handlesReconsideration: boolean;
  documentAgency: string;
  indexPrefix: string;
  address: string;
  postcode: string;
  phone: string;
  fax: string;
  email: string;
  website: string;
  officeHours: string;
  duties: string;
  sortOrder: number;
  validFrom: Day;
}

/** Chinese names of the facts: labels of the form and headings of the table that is imported. */
export const FACT_LABELS: Readonly<Record<keyof OrganisationFacts, string>> = {
  code: '机构代码',
  name: '机构全称',
  shortName: '简称',
  kind: '类别',
  level: '层级',
  parent: '上级机构',
  guidedBy: '业务指导机构',
  verticallyManaged: '实施垂直管理',
  seatCounty: '所在县（市、区）',
  handlesReconsideration: '履行行政复议机构职责',
  documentAgency: '机关代字',
  indexPrefix: '索引号前段码',
  address: '办公地址',
  postcode: '邮政编码',
  phone: '联系电话',
  fax: '传真',
  email: '电子邮箱',
  website: '网址',
  officeHours: '办公时间',
  duties: '机构职能',
  sortOrder: '排列顺序',
  validFrom: '设立日期',
};

/** Longest texts, in characters. */
export const FACT_LENGTHS = {
  name: 100,
  shortName: 40,
  documentAgency: 20,
  address: 200,
  postcode: 6,
  phone: 60,
  fax: 60,
  email: 100,
  website: 200,
  officeHours: 100,
  duties: 1000,
} as const;

const CODE = /^[a-z0-9][a-z0-9-]{1,39}$/;
/** Pages of the console stand at these names, where others have a code. */
const RESERVED = ['new', 'gaps', 'imports'];
const PREFIX = /^[A-Z0-9]{9}([A-Z0-9]{9})?$/;
const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/;
const PHONE = /^[0-9()（）+\-—,，、;；转/ ]{3,60}$/;
const LEVEL_ORDER = Object.keys(LEVELS);
const VERTICAL_KINDS: readonly OrganisationKind[] = [
  'department',
  'authorised-body',
  'affiliated-institution',
];

const short = (text: string): string => [...text].slice(0, 40).join('');

/** What is wrong with the texts of the facts, each at its field. */
function textIssues(f: OrganisationFacts): Issue[] {
  const issues: Issue[] = [];
  const say = (field: keyof OrganisationFacts, message: string) => issues.push({ field, message });
  if (!CODE.test(f.code))
    say(
      'code',
      `机构代码只能用小写字母、数字和短横线，2 至 40 个字符，例如 mcsjyj。${f.code ? `现在是“${short(f.code)}”。` : ''}`,
    );
  if (RESERVED.includes(f.code)) say('code', '这个代码由系统使用，请换一个。');
  for (const field of ['name', 'shortName'] as const)
    if ([...f[field]].length < 2) say(field, `请填写${FACT_LABELS[field]}，至少 2 个字。`);
  for (const [field, most] of Object.entries(FACT_LENGTHS) as [keyof typeof FACT_LENGTHS, number][])
    if ([...f[field]].length > most) say(field, `${FACT_LABELS[field]}最多 ${most} 个字，请删减。`);
  if (f.indexPrefix && !PREFIX.test(f.indexPrefix))
    say(
      'indexPrefix',
      `索引号前段码应为 9 位组织机构代码或 18 位统一社会信用代码，用大写字母和数字；现在是“${short(f.indexPrefix)}”。`,
    );
  if (!f.indexPrefix && KINDS[f.kind].ownWorkflow)
    say(
      'indexPrefix',
      '请填写索引号前段码（9 位组织机构代码或 18 位统一社会信用代码），公开文件的索引号由它开头。',
    );
  if (f.postcode && !/^\d{6}$/.test(f.postcode))
    say('postcode', `邮政编码应为 6 位数字，现在是“${short(f.postcode)}”。`);
  if (f.email && !EMAIL.test(f.email))
    say('email', `电子邮箱应写成 name@example.cn 的形式，现在是“${short(f.email)}”。`);
  if (f.website && !/^https?:\/\/[^\s]+$/.test(f.website))
    say('website', `网址应以 http:// 或 https:// 开头，现在是“${short(f.website)}”。`);
  for (const field of ['phone', 'fax'] as const)
    if (f[field] && !PHONE.test(f[field]))
      say(
        field,
        `${FACT_LABELS[field]}只能用数字、括号、短横线，几个号码之间用顿号；现在是“${short(f[field])}”。`,
      );
  if (!Number.isInteger(f.sortOrder) || f.sortOrder < 0 || f.sortOrder > 1_000_000)
    say('sortOrder', '排列顺序应为 0 至 1000000 的整数，小的在前。');
  return issues;
}

/** What is wrong with where the organisation is to stand. */
function placeIssues(f: OrganisationFacts, chart: Chart, id: number | undefined, today: Day): Issue[] {
  const issues: Issue[] = [];
  const say = (field: keyof OrganisationFacts, message: string) => issues.push({ field, message });
  const find = (field: 'parent' | 'guidedBy' | 'seatCounty'): ChartNode | undefined => {
    if (!f[field]) return undefined;
    const node = chart.byCode.get(f[field]);
    if (!node) say(field, `没有代码为“${f[field]}”的机构，请核对${FACT_LABELS[field]}。`);
    else if (!existsOn(node, today)) say(field, `“${node.name}”已经撤并，不能作为${FACT_LABELS[field]}。`);
    return node;
  };
  if (!KINDS[f.kind].levels.includes(f.level))
    say(
      'level',
      `“${ORGANISATION_KINDS[f.kind]}”只能是${KINDS[f.kind].levels.map((l) => LEVELS[l]).join('、')}。`,
    );
  const parent = find('parent');
  const guide = find('guidedBy');
  const seat = find('seatCounty');
  const root = f.kind === 'city-government' || f.kind === 'external';
  if (!f.parent && !root) say('parent', '请选择上级机构。公共企事业单位的上级机构是它的主管部门。');
  if (parent) {
    if (id !== undefined && (parent.id === id || above(chart, parent.id).some((n) => n.id === id)))
      say('parent', `“${parent.name}”在本机构之下，不能作它的上级，否则隶属关系成为一个圈。`);
    if (parent.kind === 'external' && !root)
      say('parent', '外部上级机关只能作市人民政府的上级。垂直管理机构的上级主管部门，请填为业务指导机构。');
    if (root && parent.kind !== 'external')
      say('parent', `“${ORGANISATION_KINDS[f.kind]}”的上级只能是外部上级机关。`);
    if (parent.kind === 'village' || parent.kind === 'public-enterprise')
      say('parent', `“${parent.name}”是${ORGANISATION_KINDS[parent.kind]}，不能有下级机构。`);
    if (f.kind === 'village' && parent.kind !== 'township')
      say('parent', '村（社区）的上级应为乡镇人民政府或街道办事处，由它代为办理公开。');
    if (LEVEL_ORDER.indexOf(parent.level) > LEVEL_ORDER.indexOf(f.level))
      say('parent', `上级机构“${parent.name}”是${LEVELS[parent.level]}，低于本机构的层级。`);
  }
  if (guide && id !== undefined) {
    if (guide.id === id || above(chart, guide.id, 'guidedById').some((n) => n.id === id))
      say('guidedBy', `“${guide.name}”由本机构指导，不能反过来指导本机构。`);
  }
  if (guide && LEVEL_ORDER.indexOf(guide.level) > LEVEL_ORDER.indexOf(f.level))
    say('guidedBy', `“${guide.name}”的层级低于本机构，不能作业务指导机构。`);
  if (f.verticallyManaged && !VERTICAL_KINDS.includes(f.kind))
    say('verticallyManaged', '只有工作部门、授权组织和直属机构可以实施垂直管理。');
  if (f.verticallyManaged && f.level === 'county' && !f.seatCounty)
    say('seatCounty', '县级垂直管理机构须写明所在县（市、区），统计时计入该县。');
  if (!f.verticallyManaged && f.seatCounty)
    say('seatCounty', '只有实施垂直管理的机构须写所在县（市、区），请清空或勾选“实施垂直管理”。');
  if (seat && seat.kind !== 'county' && seat.kind !== 'special-zone')
    say('seatCounty', `“${seat.name}”不是县（市、区）人民政府或功能区。`);
  if (f.handlesReconsideration && f.kind !== 'department')
    say('handlesReconsideration', '只有司法行政部门履行行政复议机构职责。');
  return issues;
}

/**
 * Everything that keeps these facts from being written down, each at its field; empty when nothing does.
 * @param id the organisation that is changed; undefined for a new one
 */
export function factIssues(f: OrganisationFacts, chart: Chart, id: number | undefined, today: Day): Issue[] {
  const issues = [...textIssues(f), ...placeIssues(f, chart, id, today)];
  const taken = (field: keyof OrganisationFacts, holders: readonly ChartNode[] | undefined) => {
    const hit = holders?.find((n) => n.id !== id && (field !== 'name' || existsOn(n, today)));
    if (hit)
      issues.push({
        field,
        message: `${FACT_LABELS[field]}“${f[field]}”已由“${hit.name}”（${hit.code}）使用，不能重复。`,
      });
  };
  taken('code', chart.withCode.get(f.code));
  taken('name', chart.withName.get(f.name));
  if (f.indexPrefix) taken('indexPrefix', chart.withPrefix.get(f.indexPrefix));
  return issues;
}
