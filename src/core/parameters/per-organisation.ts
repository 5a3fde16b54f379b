import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { above, type Chart } from '../organisations/chart.ts';
import { type ParameterName, type ParameterValue, storedValue } from './index.ts';

/**
 * The value of a parameter for every organisation of a chart, with one read: the same order as `parameter()`.
 * @param day the day whose rules apply
 * @returns a function from the id of an organisation to the value
 */
export async function parameterPerOrganisation<Name extends ParameterName>(
  db: Reader,
  name: Name,
  day: Day,
  chart: Chart,
): Promise<(organisationId: number) => ParameterValue<Name>> {
  const rows = await db
    .selectFrom('parameter_value')
    .select(['organisation_id as organisationId', 'level', 'value'])
    .where('name', '=', name)
    .where('cancelled_at', 'is', null)
    .where('valid_from', '<=', day)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', day)]))
    .orderBy('valid_from', 'desc')
    .execute();
  return (organisationId) => {
    const own = chart.byId.get(organisationId);
    const line = own ? [own, ...above(chart, organisationId)] : [];
    const found =
      line.flatMap((o) => rows.find((r) => r.organisationId === o.id) ?? [])[0] ??
      rows.find((r) => r.organisationId === null && r.level !== null && r.level === own?.level) ??
      rows.find((r) => r.organisationId === null && r.level === null);
    return storedValue(name, found?.value);
  };
}
