import { sql } from 'kysely';
import type { Day } from '../law/day.ts';
import type { Actor, Thing } from '../platform/actor.ts';
import { newPublicId } from '../platform/crypto.ts';
import type { Reader, Tx } from '../platform/db/pool.ts';
import { Forbidden } from '../platform/errors.ts';
import type { RequestContext } from '../platform/http/route.ts';
import { organisationsInScope } from './organisations.ts';
import type { Role, ScopeKind } from './words.ts';

/** Everybody may change the own password without a grant. */
export const OWN_ACT = 'account.change-password';

/** All acts that everybody may do on what is their own. */
const OWN_ACTS: ReadonlySet<string> = new Set([
  OWN_ACT,
  'deputation.give-own',
  'deputation.end-own',
  'notice.read',
  'task.export',
  'notice.choose',
  'contact.set-own',
  'contact.confirm',
  'contact.remove-own',
  'reminder.set',
  'reminder.move',
  'reminder.finish',
  'account.enrol-totp',
  'account.renew-recovery-codes',
  'account.give-second-factor',
  'account.end-sessions',
]);

/** A right for exactly one case. */
export interface Invitation {
  caseId: number;
  act: string;
}

/** Somebody absent whose rights a person uses as a deputy. */
export interface Absent {
  personId: number;
  name: string;
}

/** A signed-in person with their rights of the day, resolved once per request. */
export interface Person extends Actor {
  kind: 'person';
  personId: number;
  post: string;
  organisation: { id: number; code: string; name: string; shortName: string };
  /** Organisations for which the person holds the role today, as a deputy too. */
  organisationsFor(role: Role): readonly number[];
  /** Organisations for which the person may do the act today: the scope of every read. */
  scope(act: string): readonly number[];
  roles: readonly Role[];
  /** The cases to which the person is invited today, and for what. */
  invitations: readonly Invitation[];
  /** Whom the person deputises for today. */
  absent: readonly Absent[];
}

interface GrantRow {
  role: Role;
  scope: ScopeKind;
  organisationId: number;
  /** null for an own grant. */
  forId: number | null;
  forName: string | null;
}

/** The grants that hold on the day: the person's own and, by deputation, those of absent people who serve. */
async function grantsOf(db: Reader, personId: number, today: Day): Promise<GrantRow[]> {
  const { rows } = await sql<GrantRow>`
    select g.role, g.scope, g.organisation_id as "organisationId", null::bigint as "forId", null as "forName"
    from role_grant g
    where g.person_id = ${personId} and g.valid_from <= ${today} and (g.valid_to is null or g.valid_to >= ${today})
    union all
    select g.role, g.scope, g.organisation_id, p.id, p.name
    from deputation d join person p on p.id = d.person_id
    join role_grant g on g.person_id = p.id and (d.roles is null or g.role = any(d.roles))
    where d.deputy_id = ${personId} and d.valid_from <= ${today} and d.valid_to >= ${today}
      and p.valid_from <= ${today} and (p.valid_to is null or p.valid_to >= ${today})
      and g.valid_from <= ${today} and (g.valid_to is null or g.valid_to >= ${today})
    order by "forId" nulls first`.execute(db);
  return rows;
}

/** The roles a person holds on a day, as a deputy too. */
export async function rolesOn(db: Reader, personId: number, today: Day): Promise<Role[]> {
  return [...new Set((await grantsOf(db, personId, today)).map((g) => g.role))];
}

/** What a person may do where, by own grants or for somebody absent. */
class Rights {
  readonly byRole = new Map<Role, Set<number>>();
  readonly #own = new Map<string, Set<number>>();
  readonly #deputed: { absent: Absent; scopes: Map<string, Set<number>> }[] = [];
  readonly #acts: ReadonlyMap<Role, ReadonlySet<string>>;

  constructor(acts: ReadonlyMap<Role, ReadonlySet<string>>) {
    this.#acts = acts;
  }

  add(grant: GrantRow, covered: readonly number[]): void {
    const into = (map: Map<string, Set<number>>, key: string) => {
      const set = map.get(key) ?? new Set<number>();
      for (const id of covered) set.add(id);
      map.set(key, set);
    };
    into(this.byRole, grant.role);
    const scopes = grant.forId === null ? this.#own : this.#for(grant.forId, grant.forName ?? '');
    for (const act of this.#acts.get(grant.role) ?? []) into(scopes, act);
  }

  #for(personId: number, name: string): Map<string, Set<number>> {
    let entry = this.#deputed.find((d) => d.absent.personId === personId);
    if (!entry) {
      entry = { absent: { personId, name }, scopes: new Map() };
      this.#deputed.push(entry);
    }
    return entry.scopes;
  }

  get absent(): Absent[] {
    return this.#deputed.map((d) => d.absent);
  }

  own(act: string, organisationId: number): boolean {
    return this.#own.get(act)?.has(organisationId) === true;
  }

  forAbsent(act: string, organisationId: number): Absent | undefined {
    return this.#deputed.find((d) => d.scopes.get(act)?.has(organisationId))?.absent;
  }

  scope(act: string): number[] {
    return [
      ...new Set([this.#own, ...this.#deputed.map((d) => d.scopes)].flatMap((s) => [...(s.get(act) ?? [])])),
    ];
  }
}

/**
 * Builds the acting person: who they are and, from the grants, deputations and invitations that hold on the day, what
 * they may do where.
 * @param acts the acts of each role, as joined by `joinAccess`
 * @returns undefined when the person does not serve on that day
 */
export async function loadPerson(
  db: Reader,
  personId: number,
  today: Day,
  acts: ReadonlyMap<Role, ReadonlySet<string>>,
): Promise<Person | undefined> {
  const row = await db
    .selectFrom('person')
    .innerJoin('organisation', 'organisation.id', 'person.organisation_id')
    .select([
      'person.id',
      'person.name',
      'person.post',
      'organisation.id as organisationId',
      'organisation.code',
      'organisation.name as organisationName',
      'organisation.short_name as shortName',
    ])
    .where('person.id', '=', personId)
    .where('person.valid_from', '<=', today)
    .where((e) => e.or([e('person.valid_to', 'is', null), e('person.valid_to', '>=', today)]))
    .executeTakeFirst();
  if (!row) return undefined;
  const rights = new Rights(acts);
  const covered = new Map<string, number[]>();
  for (const grant of await grantsOf(db, personId, today)) {
    const key = `${grant.scope} ${grant.organisationId}`;
    if (!covered.has(key))
      covered.set(key, await organisationsInScope(db, grant.scope, grant.organisationId));
    rights.add(grant, covered.get(key) ?? []);
  }
  const invitations = await db
    .selectFrom('case_invitation')
    .select(['case_id as caseId', 'act'])
    .where('person_id', '=', personId)
    .where('valid_from', '<=', today)
    .where('valid_to', '>=', today)
    .execute();
  const ownRight = (act: string, organisationId: number, thing?: Thing) =>
    rights.own(act, organisationId) ||
    (OWN_ACTS.has(act) && organisationId === row.organisationId) ||
    (thing?.kind === 'case' && invitations.some((i) => i.caseId === thing.id && i.act === act));
  return {
    kind: 'person',
    personId: row.id,
    service: undefined,
    name: row.name,
    post: row.post,
    organisation: {
      id: row.organisationId,
      code: row.code,
      name: row.organisationName,
      shortName: row.shortName,
    },
    roles: [...rights.byRole.keys()],
    invitations,
    invited: invitations.length > 0,
    absent: rights.absent,
    may: (act, organisationId, thing) =>
      organisationId !== null &&
      (ownRight(act, organisationId, thing) || rights.forAbsent(act, organisationId) !== undefined),
    mayAnywhere: (act) => rights.scope(act).length > 0,
    onBehalfOf: (act, organisationId, thing) =>
      organisationId === null || ownRight(act, organisationId, thing)
        ? undefined
        : rights.forAbsent(act, organisationId),
    again: { asOf: performance.now(), load: (tx) => loadPerson(tx, personId, today, acts) },
    organisationsFor: (role) => [...(rights.byRole.get(role) ?? [])],
    scope: (act) => rights.scope(act),
  };
}

/** Adds a person. @returns internal and public id */
export async function addPerson(
  tx: Tx,
  p: {
    name: string;
    organisationId: number;
    post: string;
    validFrom: Day;
    staffNumber?: string;
    sectionId?: number;
  },
): Promise<{ id: number; pid: string }> {
  return tx
    .insertInto('person')
    .values({
      pid: newPublicId(),
      name: p.name,
      organisation_id: p.organisationId,
      post: p.post,
      valid_from: p.validFrom,
      staff_number: p.staffNumber || null,
      section_id: p.sectionId ?? null,
    })
    .returning(['id', 'pid'])
    .executeTakeFirstOrThrow();
}

/** The signed-in person of a request of the console. @throws Forbidden when nobody is signed in */
export function personOf(ctx: RequestContext): Person {
  const actor = ctx.session?.actor;
  if (actor?.kind !== 'person') throw new Forbidden('请先登录。');
  return actor as Person;
}
