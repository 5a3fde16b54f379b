import { sql } from 'kysely';
import type { Reader } from '../../../platform/db/pool.ts';
import type { Issue } from '../../../platform/errors.ts';

/** What tells one natural person from another, as far as it is known; no identity number is ever kept. */
export interface Identity {
  name: string;
  organisationId: number;
  staffNumber: string;
}

/**
 * Whether a record of this natural person may exist already: two records would be two persons to the separation of
 * duties. The same staff number is refused; the same name in the organisation must be confirmed.
 * @param exceptId the record that is being changed
 * @param confirmed the user has said that it is another person
 */
export async function identityIssues(
  db: Reader,
  it: Identity,
  o: { exceptId?: number; confirmed: boolean },
): Promise<Issue[]> {
  const { rows } = await sql<{
    name: string;
    organisation: string;
    post: string;
    here: boolean;
    left: boolean;
    number: boolean;
    sameName: boolean;
  }>`
    select p.name, o.short_name as organisation, p.post, p.organisation_id = ${it.organisationId} as here, p.valid_to is not null as "left",
      upper(p.staff_number) = upper(${it.staffNumber}) and ${it.staffNumber !== ''} as number,
      p.name = ${it.name} and p.organisation_id = ${it.organisationId} as "sameName"
    from person p join organisation o on o.id = p.organisation_id
    where p.id is distinct from ${o.exceptId ?? null}::bigint
      and ((${it.staffNumber !== ''} and upper(p.staff_number) = upper(${it.staffNumber}))
        or (p.name = ${it.name} and p.organisation_id = ${it.organisationId}))
    order by p.id limit 20`.execute(db);
  const number = rows.find((r) => r.number);
  // Somebody of another organisation is not named: the administrator may not be theirs.
  const who = (r: (typeof rows)[number]) =>
    r.here ? `${r.name}（${r.post || r.organisation}${r.left ? '，已离任' : ''}）` : '其他机构的一位人员';
  if (number)
    return [
      {
        field: 'staffNumber',
        message: `工号“${it.staffNumber}”已属于${who(number)}。同一个人只能有一条记录：复职、调动请在原记录上办理。`,
      },
    ];
  if (o.confirmed) return [];
  const name = rows.find((r) => r.sameName);
  return name
    ? [
        {
          field: 'confirm',
          message: `本机构已有同名的${who(name)}。同一个人只能有一条记录；确属另一人的，请勾选确认后再提交。`,
        },
      ]
    : [];
}
