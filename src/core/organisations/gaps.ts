import { sql } from 'kysely';
import { type Day, day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { parameterPerOrganisation } from '../parameters/per-organisation.ts';
import { type Chart, type ChartNode, existsOn } from './chart.ts';
import { KINDS } from './kinds.ts';

/** What an organisation that must disclose can lack. */
export const GAP_KINDS = {
  staff: '专职人员不足',
  hearing: '今年听取汇报不足',
  meeting: '今年领导小组会议不足',
  leaders: '责任领导未登记',
  office: '公开工作机构未登记',
  remedy: '救济渠道未确认',
} as const;
export type GapKind = keyof typeof GAP_KINDS;

/** How an organisation stands against what is asked of it; `missing` is empty when nothing lacks. */
export interface Standing {
  organisation: ChartNode;
  fullTime: number;
  partTime: number;
  fullTimeNeeded: number;
  hearings: number;
  hearingsNeeded: number;
  /** Meetings of its leading group this year; 0 are needed where it has none. */
  meetings: number;
  meetingsNeeded: number;
  missing: GapKind[];
}

interface Counts {
  id: number;
  fullTime: number;
  partTime: number;
  hearings: number;
  group: boolean;
  meetings: number;
  leaders: number;
  head: boolean;
  remedy: boolean;
}

/**
 * The standing of every organisation of a scope that must disclose and exists on the day, in the order of the chart.
 * Staff count only while they serve; hearings and meetings count from 1 January to the day (N-53, N-54, R-ORG-02 to 04).
 * @param scope ids of organisations; others are left out
 */
export async function standings(
  db: Reader,
  chart: Chart,
  scope: readonly number[],
  today: Day,
): Promise<Standing[]> {
  const wanted = new Set(scope);
  const nodes = [...chart.byId.values()].filter(
    (n) => wanted.has(n.id) && KINDS[n.kind].obliged && existsOn(n, today),
  );
  if (nodes.length === 0) return [];
  const newYear = day(`${today.slice(0, 4)}-01-01`);
  const { rows } = await sql<Counts>`
    select o.id,
      count(p.id) filter (where s.full_time) as "fullTime", count(p.id) filter (where not s.full_time) as "partTime",
      (select count(*) from hearing_record h where h.organisation_id = o.id and h.cancelled_on is null and h.heard_on between ${newYear} and ${today}) as hearings,
      exists (select from leading_group g where g.organisation_id = o.id and g.valid_to is null) as "group",
      (select count(*) from group_meeting t join leading_group g on g.id = t.group_id where g.organisation_id = o.id and g.valid_to is null
        and t.cancelled_on is null and t.held_on between ${newYear} and ${today}) as meetings,
      (select count(distinct l.duty) from responsible_leader l where l.organisation_id = o.id and l.valid_from <= ${today} and (l.valid_to is null or l.valid_to >= ${today})) as leaders,
      exists (select from disclosure_office d where d.organisation_id = o.id and d.head_id is not null) as head,
      exists (select from organisation_remedy m where m.organisation_id = o.id) as remedy
    from organisation o
    left join disclosure_staff s on s.organisation_id = o.id and s.valid_from <= ${today} and (s.valid_to is null or s.valid_to >= ${today})
    left join person p on p.id = s.person_id and p.organisation_id = o.id and p.valid_from <= ${today} and (p.valid_to is null or p.valid_to >= ${today})
    where o.id = any(${nodes.map((n) => n.id)}::bigint[]) group by o.id`.execute(db);
  const counts = new Map(rows.map((r) => [r.id, r]));
  const staffNeeded = await parameterPerOrganisation(db, 'organisations.full-time-staff', today, chart);
  const hearingsNeeded = await parameterPerOrganisation(db, 'organisations.hearing-per-year', today, chart);
  const meetingsNeeded = await parameterPerOrganisation(db, 'leading-group.meetings-per-year', today, chart);
  return nodes.map((organisation) => {
    const c = counts.get(organisation.id);
    const standing = {
      organisation,
      fullTime: c?.fullTime ?? 0,
      partTime: c?.partTime ?? 0,
      fullTimeNeeded: staffNeeded(organisation.id),
      hearings: c?.hearings ?? 0,
      hearingsNeeded: hearingsNeeded(organisation.id),
      meetings: c?.meetings ?? 0,
      meetingsNeeded: c?.group ? meetingsNeeded(organisation.id) : 0,
    };
    const missing: GapKind[] = [];
    if (standing.fullTime < standing.fullTimeNeeded) missing.push('staff');
    if (standing.hearings < standing.hearingsNeeded) missing.push('hearing');
    if (standing.meetings < standing.meetingsNeeded) missing.push('meeting');
    if ((c?.leaders ?? 0) < 2) missing.push('leaders');
    if (!c?.head) missing.push('office');
    if (!c?.remedy) missing.push('remedy');
    return { ...standing, missing };
  });
}
