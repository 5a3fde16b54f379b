import { sql } from 'kysely';
import type { Reader } from '../../platform/db/pool.ts';
import type { Keyring } from '../../platform/keyring.ts';
import { blindToken, namePhone } from './store.ts';
import { type IndexKind, type Party, personalKind } from './words.ts';

/** What to look for: one whole number, or a name together with a phone number. */
export interface PersonalQuery {
  kind: IndexKind;
  value: string;
  /** Only with 'name-phone'. */
  name?: string;
}

/** Cases that hold exactly this value, by the blind index; nothing is opened. At most 200. */
export async function casesWith(db: Reader, keys: Keyring, query: PersonalQuery): Promise<number[]> {
  const normal =
    query.kind === 'name-phone'
      ? namePhone(query.name ?? '', query.value)
      : (personalKind(query.kind).normal?.(query.value) ?? '');
  if (normal.trim() === '') return [];
  const { rows } = await sql<{ id: number }>`
    select distinct v.case_id as id from personal_index i join personal_value v on v.id = i.value_id
    where i.kind = ${query.kind} and i.token = ${blindToken(keys, query.kind, normal)} order by 1 limit 200`.execute(
    db,
  );
  return rows.map((r) => r.id);
}

/** A case and the party in it that a search is about. */
export interface PartyOfCase {
  caseId: number;
  party: Party;
}

/**
 * Where else the identity document of the person of this case is held: what a request about one's own data can be about.
 * Phones do not count: families share them. At most 200.
 */
export async function casesOfSamePerson(db: Reader, caseId: number): Promise<PartyOfCase[]> {
  const { rows } = await sql<PartyOfCase>`
    select distinct w.case_id as "caseId", w.party
    from personal_value v
      join personal_index i on i.value_id = v.id and i.kind in ('identity-number', 'other-document')
      join personal_index j on j.kind = i.kind and j.token = i.token
      join personal_value w on w.id = j.value_id
    where v.case_id = ${caseId} and v.party = 'person' and w.case_id <> ${caseId} order by 1, 2 limit 200`.execute(
    db,
  );
  return rows;
}
