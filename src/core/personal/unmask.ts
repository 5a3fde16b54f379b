import { sql } from 'kysely';
import type { Change } from '../../platform/change.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { Refusal } from '../../platform/errors.ts';
import type { Keyring } from '../../platform/keyring.ts';
import { openValues, type WholeValue } from './store.ts';
import type { PersonalKind, UnmaskReason } from './words.ts';

/** The act of seeing whole values. Roles that only watch never hold it. */
export const UNMASK_ACT = 'personal.unmask';

/**
 * The whole personal values of a case, once, for a person who says why: the only way out of the store. Who saw what kind
 * of value, when and why stays for ever; what was seen stays nowhere (个人信息保护法第五十一条、第五十四条).
 * @param it.only just this kind: who needs to know what is asked for need not see who asks
 * @throws Refusal for a service, or when nothing is left to show
 */
export async function readPersonal(
  c: Change,
  keys: Keyring,
  it: {
    caseId: number;
    organisationId: number;
    reason: UnmaskReason;
    reasonText: string;
    only?: PersonalKind | undefined;
  },
): Promise<WholeValue[]> {
  const person = c.actor.personId;
  if (person === undefined) throw new Refusal('完整个人信息只能由本人登录查看。');
  const values = (await openValues(c.tx, keys, it.caseId)).filter(
    (v) => it.only === undefined || v.kind === it.only,
  );
  if (values.length === 0) throw new Refusal('本件的个人信息已经清除，没有可以查看的内容。');
  const kinds = [...new Set(values.map((v) => v.kind))];
  const row = await c.tx
    .insertInto('unmasking')
    .values({
      case_id: it.caseId,
      person_id: person,
      organisation_id: it.organisationId,
      reason: it.reason,
      reason_text: it.reasonText,
      kinds,
      at: c.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  c.note({ unmasking: row.id, reason: it.reason, kinds: kinds.join(',') });
  return values;
}

/** One line of who saw whole values. */
export interface Unmasking {
  id: number;
  caseId: number;
  personName: string;
  organisationName: string;
  reason: UnmaskReason;
  reasonText: string;
  kinds: PersonalKind[];
  at: Date;
}

/** Who saw the whole values of one case, the latest first. */
export async function unmaskingsOf(db: Reader, caseId: number): Promise<Unmasking[]> {
  return unmaskings(db, sql<boolean>`u.case_id = ${caseId}`, { size: 100, page: 1 });
}

/** Who saw whole values of the cases of organisations, the latest first. @param page from 1 */
export async function listUnmaskings(
  db: Reader,
  scope: readonly number[],
  page: { size: number; page: number },
): Promise<Unmasking[]> {
  return unmaskings(db, sql<boolean>`u.organisation_id = any(${[...scope]})`, page);
}

/** How many there are. */
export async function countUnmaskings(db: Reader, scope: readonly number[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from unmasking where organisation_id = any(${[...scope]})`.execute(db);
  return rows[0]?.n ?? 0;
}

async function unmaskings(
  db: Reader,
  where: ReturnType<typeof sql<boolean>>,
  it: { size: number; page: number },
): Promise<Unmasking[]> {
  const { rows } = await sql<Unmasking>`
    select u.id, u.case_id as "caseId", p.name as "personName", o.short_name as "organisationName",
      u.reason, u.reason_text as "reasonText", u.kinds, u.at
    from unmasking u join person p on p.id = u.person_id
      join organisation o on o.id = u.organisation_id
    where ${where} order by u.id desc limit ${it.size} offset ${(it.page - 1) * it.size}`.execute(db);
  return rows;
}
