import { loadPerson, PARAMETERS, type Person } from '../../core/index.ts';
import { ACTS } from '../../house.ts';
import { addDays, day } from '../../law/day.ts';
import {
  addOrganisationAct,
  changeParameter,
  endOrganisationAct,
  giveDeputation,
  keepSection,
} from '../../modules/administration/index.ts';
import { inviteReviewer } from '../../modules/documents/index.ts';
import { newToken } from '../../platform/crypto.ts';
import { workday, workdayBefore } from '../content/index.ts';
import { acting, type OfficeContext, personNamed, workdayAgo } from './context.ts';

/** The body that was merged into the data bureau: the register keeps it with its days and its successor. */
const MERGED = {
  code: 'mcsdsjzx',
  name: '明川市大数据管理中心',
  shortName: '市大数据中心',
  kind: 'authorised-body',
  level: 'city',
  parent: 'mcszf',
  guidedBy: '',
  verticallyManaged: false,
  seatCounty: '',
  handlesReconsideration: false,
  documentAgency: '',
  indexPrefix: 'MC0010900',
  address: '明川市云帆路88号',
  postcode: '000001',
  phone: '0000-6639000',
  fax: '',
  email: '',
  website: '',
  officeHours: '工作日9:00—12:00，13:30—17:30',
  duties: '承担政务数据归集、共享平台建设和运行维护。',
  sortOrder: 0,
} as const;

const SECTIONS = [
  { name: '数据资源科', duties: '编制公共数据目录，推进数据归集、共享和开放。', phone: '0000-6631521' },
  { name: '数字政务科', duties: '统筹政务应用系统建设，管理一体化政务服务平台。', phone: '0000-6631522' },
] as const;

/**
 * What the three officers have done of late: a body merged into another with its sections, values of parameters that will
 * hold from a day to come, a deputy for somebody who is away, and one reviewer invited to one paper.
 */
export async function seedAdministration(c: OfficeContext): Promise<void> {
  await merge(c);
  await planParameters(c);
  await nameDeputy(c);
  await invite(c);
}

/** The rights of the administrator as they are now: a body that has just been added lies within them too. */
async function administrator(c: OfficeContext): Promise<Person> {
  const person = await loadPerson(c.db, personNamed(c, 'jianghe').personId, c.today, ACTS);
  if (!person) throw new Error('the administrator does not serve');
  return person;
}

async function merge(c: OfficeContext): Promise<void> {
  const from = workdayBefore(addDays(c.today, -900));
  const merged = workday(addDays(c.today, -410));
  await addOrganisationAct(acting(c, await administrator(c), from, 10), {
    facts: { ...MERGED, validFrom: from },
    once: newToken(),
  });
  const at = acting(c, await administrator(c), merged, 10);
  await endOrganisationAct(at, {
    code: MERGED.code,
    lastDay: merged,
    successor: 'mcssjuj',
    once: newToken(),
  });
  for (const [i, s] of SECTIONS.entries())
    await keepSection(at, {
      ...s,
      code: 'mcssjuj',
      id: undefined,
      sortOrder: i,
      from: merged,
      once: newToken(),
    });
}

async function planParameters(c: OfficeContext): Promise<void> {
  const { id: city } = await c.db
    .selectFrom('organisation')
    .select('id')
    .where('code', '=', 'mcszf')
    .executeTakeFirstOrThrow();
  const { id: county } = await c.db
    .selectFrom('organisation')
    .select('id')
    .where('code', '=', 'yxxzf')
    .executeTakeFirstOrThrow();
  const ctx = acting(c, personNamed(c, 'jianghe'), workdayAgo(c, 6), 15);
  const newYear = day(`${Number(c.today.slice(0, 4)) + 1}-01-01`);
  await changeParameter(ctx, {
    name: 'feedback.reply',
    label: PARAMETERS['feedback.reply'].label,
    value: '3',
    organisationId: city,
    everywhere: true,
    validFrom: newYear,
    source: '《明川市政务公开工作规程（修订）》第十八条：政策反馈3个工作日内答复',
    once: newToken(),
  });
  await changeParameter(ctx, {
    name: 'clock.due-soon',
    label: PARAMETERS['clock.due-soon'].label,
    value: '5',
    organisationId: county,
    everywhere: false,
    validFrom: newYear,
    source: '云溪县政务公开办公室来函：山区乡镇路途远，提前5个工作日提示',
    once: newToken(),
  });
}

async function nameDeputy(c: OfficeContext): Promise<void> {
  const people = await c.db
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select(['account.username', 'person.pid'])
    .where('account.username', 'in', ['handong', 'zhoumin'])
    .execute();
  const pid = (username: string) => people.find((p) => p.username === username)!.pid;
  const from = workdayAgo(c, 1);
  await giveDeputation(acting(c, personNamed(c, 'qinan'), from, 16), {
    pid: pid('handong'),
    deputyPid: pid('zhoumin'),
    validFrom: from,
    validTo: addDays(c.today, 9),
    reason: '参加全省卫生健康政策法规培训班，集中学习两周。',
    once: newToken(),
  });
}

/** A paper of the employment service that the legal officer is to look at besides. */
const INVITED = 'employment-visit-50-attribute-review';

async function invite(c: OfficeContext): Promise<void> {
  const { pid: casePid } = await c.db
    .selectFrom('procedure_case')
    .innerJoin('document_passage', 'document_passage.case_id', 'procedure_case.id')
    .innerJoin('gov_document', 'gov_document.id', 'document_passage.document_id')
    .select('procedure_case.pid')
    .where('gov_document.pid', '=', c.pids.get(INVITED) ?? '')
    .executeTakeFirstOrThrow();
  await inviteReviewer(acting(c, personNamed(c, 'gujianguo'), workdayAgo(c, 2), 9.5), {
    casePid,
    username: 'niefang',
    act: 'document.attribute-review',
    validTo: addDays(c.today, 14),
    source: '文中补贴标准与现行规定的衔接需要法制机构提出意见',
    once: newToken(),
  });
}
