import type { Day } from '../../law/day.ts';
import { type ReconsiderationRule, reconsiderationRule } from '../../law/reconsideration.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { above, type Chart, type ChartNode } from './chart.ts';
import { KINDS } from './kinds.ts';

/** What the rule of law says for an organisation, with the organs of this chart; a person confirms it. */
export interface RemedyProposal {
  rule: ReconsiderationRule;
  organ: ChartNode | undefined;
  /** The second organ of which the citizen may choose one (行政复议法第二十八条). */
  alternative: ChartNode | undefined;
  /** What keeps the proposal from being complete, and what to do. */
  missing: string | undefined;
}

/** The nearest government above; for the city it is an external one. */
function governmentAbove(chart: Chart, o: ChartNode): ChartNode | undefined {
  return above(chart, o.id).find(
    (n) => KINDS[n.kind].government || (o.kind === 'city-government' && n.kind === 'external'),
  );
}

/** The department that leads the line: the one that guides, else the one it is subordinate to. */
function superiorDepartment(chart: Chart, o: ChartNode): ChartNode | undefined {
  const guide = o.guidedById === null ? undefined : chart.byId.get(o.guidedById);
  if (guide) return guide;
  const parent = o.parentId === null ? undefined : chart.byId.get(o.parentId);
  return parent && ['department', 'external'].includes(parent.kind) ? parent : undefined;
}

/** Finds the organ of reconsideration by the law and the chart. */
export function proposeRemedy(chart: Chart, o: ChartNode): RemedyProposal {
  const rule = reconsiderationRule(o);
  const government = governmentAbove(chart, o);
  const department = superiorDepartment(chart, o);
  const noGovernment =
    o.kind === 'city-government'
      ? '没有登记上一级人民政府。请先把省（自治区、直辖市）人民政府登记为“外部上级机关”，并设为本机构的上级机构。'
      : '上级机构中没有县级以上人民政府，请先改正上级机构。';
  const noDepartment =
    '没有登记上一级主管部门。请先把它设为业务指导机构（不在本市的，登记为“外部上级机关”）。';
  switch (rule.route) {
    case 'government':
      return {
        rule,
        organ: government,
        alternative: undefined,
        missing: government ? undefined : noGovernment,
      };
    case 'superior-department':
      return {
        rule,
        organ: department,
        alternative: undefined,
        missing: department ? undefined : noDepartment,
      };
    case 'either':
      return {
        rule,
        organ: government,
        alternative: government ? department : undefined,
        missing: !government ? noGovernment : department ? undefined : noDepartment,
      };
    case 'none':
      return { rule, organ: undefined, alternative: undefined, missing: undefined };
  }
}

/** The confirmed remedy of an organisation. */
export interface Remedy {
  organId: number | null;
  organName: string | null;
  alternativeId: number | null;
  alternativeName: string | null;
  court: string;
  basis: string;
  confirmedOn: Day;
  confirmedBy: string | null;
}

/** What has been confirmed for an organisation; undefined before anybody did. */
export async function remedyOf(db: Reader, organisationId: number): Promise<Remedy | undefined> {
  const row = await db
    .selectFrom('organisation_remedy as m')
    .leftJoin('organisation as r', 'r.id', 'm.reconsideration_organ_id')
    .leftJoin('organisation as a', 'a.id', 'm.alternative_organ_id')
    .leftJoin('person as p', 'p.id', 'm.confirmed_by_id')
    .select([
      'm.reconsideration_organ_id as organId',
      'r.name as organName',
      'm.alternative_organ_id as alternativeId',
      'a.name as alternativeName',
      'm.court',
      'm.basis',
      'm.confirmed_on as confirmedOn',
      'p.name as confirmedBy',
    ])
    .where('m.organisation_id', '=', organisationId)
    .executeTakeFirst();
  return row as Remedy | undefined;
}

/** Writes down what a person has confirmed. */
export async function confirmRemedy(
  tx: Tx,
  r: {
    organisationId: number;
    organId: number | null;
    alternativeId: number | null;
    court: string;
    basis: string;
    confirmedById: number | null;
    confirmedOn: Day;
  },
): Promise<void> {
  const values = {
    reconsideration_organ_id: r.organId,
    alternative_organ_id: r.alternativeId,
    court: r.court,
    basis: r.basis,
    confirmed_by_id: r.confirmedById,
    confirmed_on: r.confirmedOn,
  };
  await tx
    .insertInto('organisation_remedy')
    .values({ organisation_id: r.organisationId, ...values })
    .onConflict((c) => c.column('organisation_id').doUpdateSet(values))
    .execute();
}
