import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import type { Level, OrganisationKind } from '../words.ts';

/** An organisation as a point of the chart: what rules about its place need. */
export interface ChartNode {
  id: number;
  code: string;
  name: string;
  shortName: string;
  kind: OrganisationKind;
  level: Level;
  parentId: number | null;
  guidedById: number | null;
  successorId: number | null;
  seatCountyId: number | null;
  verticallyManaged: boolean;
  handlesReconsideration: boolean;
  indexPrefix: string;
  validFrom: Day;
  validTo: Day | null;
}

/** All organisations, ended ones included. Codes, names and prefixes lead to several only while rows are being checked. */
export interface Chart {
  byId: ReadonlyMap<number, ChartNode>;
  byCode: ReadonlyMap<string, ChartNode>;
  withCode: ReadonlyMap<string, readonly ChartNode[]>;
  withName: ReadonlyMap<string, readonly ChartNode[]>;
  withPrefix: ReadonlyMap<string, readonly ChartNode[]>;
}

/** Reads the whole chart: some thousand small rows. */
export async function readChart(db: Reader): Promise<Chart> {
  const rows = await db
    .selectFrom('organisation')
    .select([
      'id',
      'code',
      'name',
      'short_name as shortName',
      'kind',
      'level',
      'parent_id as parentId',
      'guided_by_id as guidedById',
      'successor_id as successorId',
      'seat_county_id as seatCountyId',
      'vertically_managed as verticallyManaged',
      'handles_reconsideration as handlesReconsideration',
      'index_prefix as indexPrefix',
      'valid_from as validFrom',
      'valid_to as validTo',
    ])
    .orderBy('sort_order')
    .orderBy('id')
    .execute();
  return chartOf(rows.map((r) => ({ ...r, indexPrefix: r.indexPrefix ?? '' }) as ChartNode));
}

/** A chart of these points. */
export function chartOf(nodes: readonly ChartNode[]): Chart {
  return {
    byId: new Map(nodes.map((n) => [n.id, n])),
    byCode: new Map(nodes.map((n) => [n.code, n])),
    withCode: Map.groupBy(nodes, (n) => n.code),
    withName: Map.groupBy(nodes, (n) => n.name),
    withPrefix: Map.groupBy(nodes, (n) => n.indexPrefix),
  };
}

/** Whether an organisation exists on a day. */
export function existsOn(o: { validFrom: Day; validTo: Day | null }, day: Day): boolean {
  return o.validFrom <= day && (o.validTo === null || o.validTo >= day);
}

/** The organisations above one, the nearest first; ends at a circle, should there be one. */
export function above(
  chart: Chart,
  id: number,
  link: 'parentId' | 'guidedById' | 'successorId' = 'parentId',
): ChartNode[] {
  const path: ChartNode[] = [];
  const seen = new Set([id]);
  for (let at = chart.byId.get(id)?.[link]; at != null && !seen.has(at); at = chart.byId.get(at)?.[link]) {
    const node = chart.byId.get(at);
    if (!node) break;
    seen.add(at);
    path.push(node);
  }
  return path;
}

/** The organisations directly below one that exist on the day. */
export function below(chart: Chart, id: number, day: Day): ChartNode[] {
  return [...chart.byId.values()].filter((n) => n.parentId === id && existsOn(n, day));
}

/**
 * Whose administrator keeps an organisation: its own; an external superior belongs to nobody here, so it is kept with
 * the city government, of which it is a source.
 * @returns id of the organisation whose permissions count; null before there is a city government
 */
export function keeperOf(chart: Chart, o: { id: number; kind: OrganisationKind }): number | null {
  if (o.kind !== 'external') return o.id;
  return [...chart.byId.values()].find((n) => n.kind === 'city-government')?.id ?? null;
}

/**
 * On which level an organisation reports its figures, and in which county it is counted: special zones report like a
 * county, vertically managed bodies are counted in the county of their seat, villages in their township (E-32).
 */
export function reportsAt(chart: Chart, o: ChartNode): { level: Level; countedIn: ChartNode | undefined } {
  const seat = o.verticallyManaged && o.seatCountyId !== null ? chart.byId.get(o.seatCountyId) : undefined;
  if (seat) return { level: 'county', countedIn: seat };
  if (o.level === 'village')
    return { level: 'township', countedIn: above(chart, o.id).find((n) => n.kind === 'township') };
  return { level: o.level, countedIn: undefined };
}
