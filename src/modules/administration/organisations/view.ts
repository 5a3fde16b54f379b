import {
  type Chart,
  type ChartNode,
  keeperOf,
  type Person,
  personOf,
  readChart,
} from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import { Forbidden, NotFound } from '../../../platform/errors.ts';
import type { RequestContext } from '../../../platform/http/route.ts';
import type { OrganisationAct } from './access.ts';

/** An organisation as a page of the console sees it. */
export interface OrganisationView {
  chart: Chart;
  node: ChartNode;
  person: Person;
  /** Whether the end of the organisation is settled: then nothing about it can be changed. */
  ended: boolean;
  /** How the end is told, its last day included; undefined while there is none. */
  endWords: string | undefined;
  /** Whether the person may do an act on this organisation now. */
  may(act: OrganisationAct): boolean;
}

/** On its last day an organisation still is one, here as on the portal; afterwards it has been. */
export function endWords(validTo: Day | null, today: Day): string | undefined {
  if (validTo === null) return undefined;
  if (validTo < today) return '已撤并';
  return validTo === today ? '至今日止' : `至 ${validTo} 止`;
}

/**
 * Finds an organisation for a page.
 * @param act needed for the page; without it the organisation is not there for this person
 * @throws NotFound when there is none, or none that the person may read; Forbidden when it may be read but not changed
 */
export async function viewOrganisation(
  ctx: RequestContext,
  code: string,
  act: OrganisationAct = 'organisation.read',
): Promise<OrganisationView> {
  const person = personOf(ctx);
  const chart = await readChart(ctx.db);
  const node = chart.byCode.get(code);
  const keeper = node ? keeperOf(chart, node) : null;
  if (!node || keeper === null || !person.may('organisation.read', keeper))
    throw new NotFound('没有找到这个机构，或者它不在您的管理范围内。');
  const ended = node.validTo !== null;
  const may = (wanted: OrganisationAct) => !ended && person.may(wanted, keeper);
  if (act !== 'organisation.read' && !may(act))
    throw new Forbidden(
      ended
        ? `“${node.name}”${node.validTo !== null && node.validTo < ctx.today ? `已于 ${node.validTo} 撤并` : `已定于 ${node.validTo} 撤并`}，不能再修改。`
        : '您没有修改这个机构的权限。如工作需要，请联系管理员授权。',
    );
  return { chart, node, person, ended, endWords: endWords(node.validTo, ctx.today), may };
}
