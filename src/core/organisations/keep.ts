import { sql } from 'kysely';
import { addDays, type Day } from '../../law/day.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../platform/errors.ts';
import { addOrganisation, type NewOrganisation } from '../organisations.ts';
import { above, type Chart, existsOn, readChart } from './chart.ts';
import { factIssues, type OrganisationFacts } from './facts.ts';

/**
 * Holds the chart still for one change: two changes of parents at once could close a circle that neither sees.
 * Other work goes on; readers and foreign keys do not wait.
 */
export async function lockChart(tx: Tx): Promise<Chart> {
  await sql`lock table organisation in share row exclusive mode`.execute(tx);
  return readChart(tx);
}

/** Facts as they are registered, with the version that guards against overwriting. */
export type RegisteredFacts = OrganisationFacts & { id: number; version: number };

/** The registered facts of the organisations with these codes, by code. */
export async function registeredFacts(
  db: Reader,
  codes: readonly string[],
): Promise<Map<string, RegisteredFacts>> {
  const { rows } = await sql<RegisteredFacts>`
    select o.id, o.version, o.code, o.name, o.short_name as "shortName", o.kind, o.level, coalesce(p.code, '') as parent, coalesce(g.code, '') as "guidedBy",
      o.vertically_managed as "verticallyManaged", coalesce(s.code, '') as "seatCounty", o.handles_reconsideration as "handlesReconsideration",
      o.document_agency as "documentAgency", coalesce(o.index_prefix, '') as "indexPrefix", o.address, o.postcode, o.phone, o.fax, o.email, o.website,
      o.office_hours as "officeHours", o.duties, o.sort_order as "sortOrder", o.valid_from as "validFrom"
    from organisation o left join organisation p on p.id = o.parent_id left join organisation g on g.id = o.guided_by_id left join organisation s on s.id = o.seat_county_id
    where o.code = any(${[...codes]}::text[])`.execute(db);
  return new Map(rows.map((r) => [r.code, r]));
}

/** The facts of one organisation. @throws NotFound */
export async function factsOf(db: Reader, code: string): Promise<RegisteredFacts> {
  const facts = (await registeredFacts(db, [code])).get(code);
  if (!facts) throw new NotFound('没有找到这个机构。');
  return facts;
}

const idOf = (chart: Chart, code: string): number | undefined =>
  code === '' ? undefined : chart.byCode.get(code)?.id;

/** Adds an organisation after its facts were checked. @returns its id @throws Refusal with every fault at its field */
export async function addByFacts(tx: Tx, chart: Chart, f: OrganisationFacts, today: Day): Promise<number> {
  const issues = factIssues(f, chart, undefined, today);
  if (issues.length > 0) throw new Refusal(issues, 422);
  const id = await addOrganisation(tx, newOrganisation(chart, f));
  await placeLast(tx, [f.code]);
  return id;
}

/**
 * Puts new organisations to which nobody gave a place (0) last of their kind and level; where there is none of these,
 * last of their level, else of all. The city government alone stands first.
 */
export async function placeLast(tx: Tx, codes: readonly string[]): Promise<void> {
  await sql`
    with fresh as (select id from organisation where code = any(${[...codes]}::text[])),
    others as (
      select kind, level, max(sort_order) as last from organisation where id not in (select id from fresh) group by kind, level),
    place as (
      select n.kind, n.level, coalesce(
        (select last from others o where o.kind = n.kind and o.level = n.level),
        (select max(last) from others o where o.level = n.level),
        (select max(last) from others), 0) as last
      from (select distinct kind, level from organisation where id in (select id from fresh)) n)
    update organisation n set sort_order = p.last from place p
    where n.id in (select id from fresh) and p.kind = n.kind and p.level = n.level and n.sort_order = 0 and n.kind <> 'city-government'`.execute(
    tx,
  );
}

/** Facts with the related organisations by id. */
export function newOrganisation(chart: Chart, f: OrganisationFacts): NewOrganisation {
  const { parent, guidedBy, seatCounty, ...rest } = f;
  const parentId = idOf(chart, parent);
  const guidedById = idOf(chart, guidedBy);
  const seatCountyId = idOf(chart, seatCounty);
  return {
    ...rest,
    ...(parentId === undefined ? {} : { parentId }),
    ...(guidedById === undefined ? {} : { guidedById }),
    ...(seatCountyId === undefined ? {} : { seatCountyId }),
  };
}

/**
 * Changes the facts of an organisation. Its code stays, since addresses carry it; its name is changed by
 * `renameOrganisation`.
 * @param seenVersion the version that the form showed
 * @throws Refusal with every fault at its field, or when somebody else has changed it meanwhile
 */
export async function saveFacts(
  tx: Tx,
  chart: Chart,
  id: number,
  f: OrganisationFacts,
  o: { seenVersion: number; today: Day },
): Promise<void> {
  const issues = factIssues(f, chart, id, o.today);
  if (issues.length > 0) throw new Refusal(issues, 422);
  const saved = await updateByFacts(tx, chart, id, f, o.seenVersion);
  if (!saved) throw new Refusal('这个机构刚被其他同事修改过。请重新打开页面核对后再改，您填写的内容还在。');
}

/** Writes facts that have been checked already. @param seenVersion undefined takes any version @returns whether a row was written */
export async function updateByFacts(
  tx: Tx,
  chart: Chart,
  id: number,
  f: OrganisationFacts,
  seenVersion?: number,
): Promise<boolean> {
  const result = await tx
    .updateTable('organisation')
    .set((e) => ({
      kind: f.kind,
      level: f.level,
      parent_id: idOf(chart, f.parent) ?? null,
      guided_by_id: idOf(chart, f.guidedBy) ?? null,
      seat_county_id: idOf(chart, f.seatCounty) ?? null,
      vertically_managed: f.verticallyManaged,
      handles_reconsideration: f.handlesReconsideration,
      document_agency: f.documentAgency,
      index_prefix: f.indexPrefix || null,
      address: f.address,
      postcode: f.postcode,
      phone: f.phone,
      fax: f.fax,
      email: f.email,
      website: f.website,
      office_hours: f.officeHours,
      duties: f.duties,
      sort_order: f.sortOrder,
      valid_from: f.validFrom,
      version: e('version', '+', 1),
    }))
    .where('id', '=', id)
    .$if(seenVersion !== undefined, (q) => q.where('version', '=', seenVersion ?? 0))
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

/**
 * Gives an organisation a new name from a day on. What was published under the old name keeps it.
 * @param from first day of the new name, not after today
 * @throws Refusal when the name is the same or taken, or the day is before the present name began
 */
export async function renameOrganisation(
  tx: Tx,
  chart: Chart,
  r: { id: number; name: string; shortName: string; from: Day; today: Day },
): Promise<void> {
  const node = chart.byId.get(r.id);
  if (!node) throw new NotFound('没有找到这个机构。');
  if (node.name === r.name && node.shortName === r.shortName)
    throw new Refusal([{ field: 'name', message: '新名称与现名称相同，不需要更名。' }], 422);
  const holder = chart.withName.get(r.name)?.find((n) => n.id !== r.id && existsOn(n, r.today));
  if (holder)
    throw new Refusal([{ field: 'name', message: `已有机构（${holder.code}）使用“${r.name}”。` }], 422);
  const last = await tx
    .selectFrom('organisation_name')
    .select('valid_to')
    .where('organisation_id', '=', r.id)
    .orderBy('valid_to', 'desc')
    .executeTakeFirst();
  const since = last ? addDays(last.valid_to as Day, 1) : node.validFrom;
  if (r.from <= since)
    throw new Refusal([{ field: 'from', message: `现名称自 ${since} 起使用，更名日期须在其后。` }], 422);
  await tx
    .insertInto('organisation_name')
    .values({
      organisation_id: r.id,
      name: node.name,
      short_name: node.shortName,
      valid_from: since,
      valid_to: addDays(r.from, -1),
    })
    .execute();
  await tx
    .updateTable('organisation')
    .set((e) => ({ name: r.name, short_name: r.shortName, version: e('version', '+', 1) }))
    .where('id', '=', r.id)
    .execute();
}

/** The name that an organisation bore on a day; the present one for days before it was founded. */
export async function nameOn(db: Reader, organisationId: number, day: Day): Promise<string | undefined> {
  const row = await db
    .selectFrom('organisation_name')
    .select('name')
    .where('organisation_id', '=', organisationId)
    .where('valid_from', '<=', day)
    .where('valid_to', '>=', day)
    .executeTakeFirst();
  return row?.name;
}

/** Former names, the latest first. */
export async function formerNames(
  db: Reader,
  organisationId: number,
): Promise<{ name: string; validFrom: Day; validTo: Day }[]> {
  const rows = await db
    .selectFrom('organisation_name')
    .select(['name', 'valid_from as validFrom', 'valid_to as validTo'])
    .where('organisation_id', '=', organisationId)
    .orderBy('valid_to', 'desc')
    .execute();
  return rows as { name: string; validFrom: Day; validTo: Day }[];
}

/**
 * Ends an organisation. With a successor the organisations below it and the people who serve in it go over; what it has
 * published and its open cases stay under its name.
 * @param lastDay the last day it exists, not after today
 * @throws Refusal when the successor is none, has ended, or lies below
 */
export async function endOrganisation(
  tx: Tx,
  chart: Chart,
  e: { id: number; lastDay: Day; successorId: number | undefined; today: Day },
): Promise<void> {
  const node = chart.byId.get(e.id);
  if (!node) throw new NotFound('没有找到这个机构。');
  const refuse = (field: string, message: string) => {
    throw new Refusal([{ field, message }], 422);
  };
  if (node.validTo !== null) refuse('lastDay', `“${node.name}”已于 ${node.validTo} 撤并。`);
  if (e.lastDay > e.today)
    refuse('lastDay', '撤并日期不能晚于今天：人员和下级机构在撤并时一并转入承接机构。');
  if (e.lastDay < node.validFrom) refuse('lastDay', `撤并日期不能早于设立日期 ${node.validFrom}。`);
  const successor = e.successorId === undefined ? undefined : chart.byId.get(e.successorId);
  if (e.successorId !== undefined) {
    if (!successor || successor.id === e.id) refuse('successor', '请选择另一个机构作为承接机构。');
    else if (!existsOn(successor, addDays(e.lastDay, 1)))
      refuse('successor', `“${successor.name}”到那时已经撤并，不能承接。`);
    else if (above(chart, successor.id).some((n) => n.id === e.id))
      refuse('successor', `“${successor.name}”是本机构的下级。请先把它改到别的上级之下，再由它承接。`);
  }
  await tx
    .updateTable('organisation')
    .set((x) => ({
      valid_to: e.lastDay,
      successor_id: e.successorId ?? null,
      version: x('version', '+', 1),
    }))
    .where('id', '=', e.id)
    .execute();
  if (e.successorId === undefined) return;
  const stays = sql<boolean>`(valid_to is null or valid_to > ${e.lastDay})`;
  await tx
    .updateTable('organisation')
    .set((x) => ({ parent_id: e.successorId ?? null, version: x('version', '+', 1) }))
    .where('parent_id', '=', e.id)
    .where(stays)
    .execute();
  // Whoever guides the successor cannot be guided by it: such a line goes on to the guide of the ended one.
  const guides = [e.successorId, ...above(chart, e.successorId, 'guidedById').map((n) => n.id)];
  await tx
    .updateTable('organisation')
    .set((x) => ({
      guided_by_id: x
        .case()
        .when('id', 'in', guides)
        .then(node.guidedById)
        .else(e.successorId ?? null)
        .end(),
      version: x('version', '+', 1),
    }))
    .where('guided_by_id', '=', e.id)
    .where(stays)
    .execute();
  await tx
    .updateTable('person')
    .set({ organisation_id: e.successorId })
    .where('organisation_id', '=', e.id)
    .where(stays)
    .execute();
}
