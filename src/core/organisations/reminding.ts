import { chineseDay, type Day, day } from '../../law/day.ts';
import { serviceActor } from '../../platform/actor.ts';
import { change } from '../../platform/change.ts';
import type { Reader } from '../../platform/db/pool.ts';
import type { AppContext } from '../../platform/http/route.ts';
import { holdersOf, nearestHolders } from '../holders.ts';
import { leaveNotice } from '../notices.ts';
import { parameterPerOrganisation } from '../parameters/per-organisation.ts';
import { readChart } from './chart.ts';
import { type Standing, standings } from './gaps.ts';

/** The act by which the program reminds of what a year asks for. */
const REMIND_DUTY_ACT = 'organisation.remind-duty';
const system = serviceActor('system', '系统', [REMIND_DUTY_ACT]);

/** What is lacking this year, in words; undefined when nothing is. */
function lacking(s: Standing, year: string): string | undefined {
  const said = [
    ...(s.missing.includes('hearing')
      ? [`主要负责人听取政务公开工作汇报 ${s.hearings} 次，应不少于 ${s.hearingsNeeded} 次`]
      : []),
    ...(s.missing.includes('meeting')
      ? [`领导小组开会 ${s.meetings} 次，应不少于 ${s.meetingsNeeded} 次`]
      : []),
  ];
  return said.length === 0
    ? undefined
    : `${year} 年${said.join('；')}。请在${chineseDay(day(`${year}-12-31`))}前安排，并登记日期和会议纪要。`;
}

/** Whom to tell: the head of the disclosure office, else those who hold its role nearest. */
async function toTell(db: Reader, organisationId: number, today: Day): Promise<number[]> {
  const head = await db
    .selectFrom('disclosure_office as d')
    .innerJoin('person as p', 'p.id', 'd.head_id')
    .innerJoin('account as a', 'a.person_id', 'p.id')
    .select('p.id')
    .where('d.organisation_id', '=', organisationId)
    .where('p.valid_from', '<=', today)
    .where((e) => e.or([e('p.valid_to', 'is', null), e('p.valid_to', '>=', today)]))
    .executeTakeFirst();
  return head ? [head.id] : nearestHolders(await holdersOf(db, [organisationId], today), 'disclosure-office');
}

/**
 * Reminds once a year, from the month on that the parameter names, of hearings and meetings that are still lacking: a
 * notice to the head of the disclosure office. Harmless when called again.
 * @returns how many organisations were reminded now
 */
export async function remindOfDuties(app: AppContext): Promise<number> {
  const today = app.clock.today();
  const [year = '', month = ''] = today.split('-');
  const chart = await readChart(app.db);
  const from = await parameterPerOrganisation(app.db, 'organisations.duty-notice-month', today, chart);
  const due = (await standings(app.db, chart, [...chart.byId.keys()], today)).filter((s) => {
    const first = from(s.organisation.id);
    return first > 0 && Number(month) >= first && lacking(s, year) !== undefined;
  });
  if (due.length === 0) return 0;
  const key = (s: Standing) => `duty ${year} ${s.organisation.id}`;
  const told = await app.db.selectFrom('notice').select('key').where('key', 'in', due.map(key)).execute();
  const known = new Set(told.map((n) => n.key));
  let reminded = 0;
  for (const s of due.filter((it) => !known.has(key(it)))) {
    const to = await toTell(app.db, s.organisation.id, today);
    if (to.length === 0) continue;
    const { id, code } = s.organisation;
    await change(
      { ...app, actor: system, requestId: 'tick' },
      {
        act: REMIND_DUTY_ACT,
        lock: async () => ({ kind: 'organisation', id, organisationId: id }),
      },
      async (c) => {
        await leaveNotice(c, {
          to,
          kind: 'duty',
          text: `${s.organisation.shortName}：${lacking(s, year)}`,
          path: `/organisations/${code}`,
          key: key(s),
        });
        c.note({ people: to.length });
        return {};
      },
    );
    reminded++;
  }
  return reminded;
}
