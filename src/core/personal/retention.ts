import { sql } from 'kysely';
import { addDays, type Day } from '../../law/day.ts';
import type { Change } from '../../platform/change.ts';
import type { Reader, Tx } from '../../platform/db/pool.ts';
import type { ErasableKind, PersonalKind, RetentionStart } from './words.ts';

/** A line of the retention table. Empty matter or kind = every one. */
export interface RetentionRule {
  id: number;
  matter: string;
  kind: PersonalKind | '';
  starts: RetentionStart;
  months: number;
  basis: string;
  validFrom: Day;
  validTo: Day | null;
  setBy: string | null;
}

/** The whole table, lines out of force included, the general ones first. */
export async function retentionRules(db: Reader): Promise<RetentionRule[]> {
  const { rows } = await sql<RetentionRule>`
    select r.id, r.matter, r.kind, r.starts, r.months, r.basis, r.valid_from as "validFrom", r.valid_to as "validTo", p.name as "setBy"
    from retention_rule r left join person p on p.id = r.set_by_id
    order by r.matter, r.kind, r.starts, r.valid_from desc`.execute(db);
  return rows;
}

/**
 * Sets a retention period from a day on; the line that held until then ends the day before. Periods that run already
 * keep their last day.
 */
export async function setRetentionRule(
  c: Change,
  it: {
    matter: string;
    kind: PersonalKind | '';
    starts: RetentionStart;
    months: number;
    basis: string;
    validFrom: Day;
  },
): Promise<{ id: number }> {
  await c.tx
    .updateTable('retention_rule')
    .set({ valid_to: addDays(it.validFrom, -1) })
    .where('matter', '=', it.matter)
    .where('kind', '=', it.kind)
    .where('starts', '=', it.starts)
    .where('valid_from', '<', it.validFrom)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', it.validFrom)]))
    .execute();
  const row = await c.tx
    .insertInto('retention_rule')
    .values({
      matter: it.matter,
      kind: it.kind,
      starts: it.starts,
      months: it.months,
      basis: it.basis,
      valid_from: it.validFrom,
      set_by_id: c.actor.personId ?? null,
      set_at: c.now,
    })
    .onConflict((o) =>
      o.columns(['matter', 'kind', 'starts', 'valid_from']).doUpdateSet({
        months: it.months,
        basis: it.basis,
        valid_to: null,
        set_by_id: c.actor.personId ?? null,
        set_at: c.now,
      }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id: row.id };
}

/**
 * Writes the last day of retention on the values and files of a case whose period begins with this event, by the line
 * that says most: matter and kind, then matter, then kind, then the general one; files by the lines for every kind.
 */
export async function setEraseAfter(
  c: Pick<Change, 'tx' | 'today'>,
  matter: string,
  caseId: number,
  event: RetentionStart,
): Promise<void> {
  await sql`
    update personal_value v set erase_after = (${c.today}::date + make_interval(months => r.months))::date
    from (
      select distinct on (w.id) w.id as value_id, r.months
      from personal_value w join retention_rule r on r.matter in ('', ${matter}) and r.kind in ('', w.kind)
      where w.case_id = ${caseId} and w.ciphertext is not null and w.erase_after is null and r.starts = ${event}
        and r.valid_from <= ${c.today} and (r.valid_to is null or r.valid_to >= ${c.today})
      order by w.id, r.matter = '', r.kind = '', r.valid_from desc) r
    where v.id = r.value_id`.execute(c.tx);
  await sql`
    update case_file f set erase_after = (${c.today}::date + make_interval(months => r.months))::date
    from (
      select months from retention_rule
      where matter in ('', ${matter}) and kind = '' and starts = ${event}
        and valid_from <= ${c.today} and (valid_to is null or valid_to >= ${c.today})
      order by matter = '', valid_from desc limit 1) r
    where f.case_id = ${caseId} and f.file_id is not null and f.erase_after is null`.execute(c.tx);
}

/** Values and files of one case whose retention ends. */
export interface DueCase {
  caseId: number;
  ids: number[];
  fileIds: number[];
  kinds: ErasableKind[];
  /** The earliest last day among them. */
  eraseAfter: Day;
  held: boolean;
}

/**
 * Cases with values or files whose last day of retention lies before `before`, the earliest first.
 * @param today for the holds
 */
export async function dueCases(
  db: Reader,
  it: { before: Day; today: Day; limit: number; held?: boolean },
): Promise<DueCase[]> {
  const { rows } = await sql<DueCase>`
    select * from (
      select v.case_id as "caseId", coalesce(array_agg(v.id order by v.id) filter (where v.kind <> 'file'), '{}') as ids,
        coalesce(array_agg(v.id order by v.id) filter (where v.kind = 'file'), '{}') as "fileIds",
        array_agg(distinct v.kind) as kinds, min(v.erase_after) as "eraseAfter",
        exists (select from legal_hold h where h.case_id = v.case_id and h.lifted_at is null and (h.until_on is null or h.until_on >= ${it.today})) as held
      from (
        select case_id, id, kind, erase_after from personal_value where ciphertext is not null and erase_after < ${it.before}
        union all
        select case_id, id, 'file', erase_after from case_file where file_id is not null and erase_after < ${it.before}) v
      group by v.case_id) d
    where ${it.held ?? null}::boolean is null or held = ${it.held ?? null}
    order by "eraseAfter", "caseId" limit ${it.limit}`.execute(db);
  // Arrays of bigint come as texts.
  return rows.map((r) => ({ ...r, ids: r.ids.map(Number), fileIds: r.fileIds.map(Number) }));
}

/** Whether the daily look of this day has been done. */
export async function retentionDone(db: Reader, today: Day): Promise<boolean> {
  return (
    (await db.selectFrom('retention_run').select('run_on').where('run_on', '=', today).executeTakeFirst()) !==
    undefined
  );
}

/** Enters the daily look, when everything due is done. */
export async function enterRetentionRun(
  tx: Tx,
  run: { day: Day; cases: number; held: number; at: Date },
): Promise<void> {
  await tx
    .insertInto('retention_run')
    .values({ run_on: run.day, cases: run.cases, held: run.held, at: run.at })
    .onConflict((o) => o.doNothing())
    .execute();
}

/** The latest daily looks. */
export async function retentionRuns(
  db: Reader,
): Promise<{ runOn: Day; cases: number; held: number; at: Date }[]> {
  const rows = await db
    .selectFrom('retention_run')
    .select(['run_on as runOn', 'cases', 'held', 'at'])
    .orderBy('run_on', 'desc')
    .limit(10)
    .execute();
  return rows as { runOn: Day; cases: number; held: number; at: Date }[];
}
