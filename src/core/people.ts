import type { Day } from '../law/day.ts';
import type { Actor } from '../platform/actor.ts';
import { newPublicId } from '../platform/crypto.ts';
import type { Reader, Tx } from '../platform/db/pool.ts';
import { Forbidden, Refusal } from '../platform/errors.ts';
import type { RequestContext } from '../platform/http/route.ts';
import { organisationsInScope } from './organisations.ts';
import { GRANTABLE, ROLES, type Role, roleFamily, type ScopeKind } from './words.ts';

/** Everybody may change the own password without a grant. */
export const OWN_ACT = 'account.change-password';

/** All acts that everybody may do on what is their own. */
const OWN_ACTS: ReadonlySet<string> = new Set([
  OWN_ACT,
  'notice.read',
  'notice.choose',
  'contact.set-own',
  'contact.confirm',
  'contact.remove-own',
  'account.enrol-totp',
  'account.renew-recovery-codes',
  'account.end-sessions',
]);

/** A signed-in person with their rights of the day, resolved once per request. */
export interface Person extends Actor {
  kind: 'person';
  personId: number;
  post: string;
  organisation: { id: number; code: string; name: string; shortName: string };
  /** Organisations for which the person holds the role today. */
  organisationsFor(role: Role): readonly number[];
  /** Organisations for which the person may do the act today: the scope of every read. */
  scope(act: string): readonly number[];
  roles: readonly Role[];
}

/**
 * Builds the acting person: who they are and, from the grants that hold on the day, what they may do where.
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
  const grants = await db
    .selectFrom('role_grant')
    .select(['role', 'scope', 'organisation_id'])
    .where('person_id', '=', personId)
    .where('valid_from', '<=', today)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', today)]))
    .execute();
  const byRole = new Map<Role, Set<number>>();
  for (const grant of grants) {
    const role = grant.role as Role;
    const covered = byRole.get(role) ?? new Set<number>();
    for (const id of await organisationsInScope(db, grant.scope as ScopeKind, grant.organisation_id))
      covered.add(id);
    byRole.set(role, covered);
  }
  const scopes = new Map<string, Set<number>>();
  for (const [role, covered] of byRole)
    for (const act of acts.get(role) ?? []) {
      const scope = scopes.get(act) ?? new Set<number>();
      for (const id of covered) scope.add(id);
      scopes.set(act, scope);
    }
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
    roles: [...byRole.keys()],
    may: (act, organisationId) =>
      organisationId !== null &&
      (scopes.get(act)?.has(organisationId) === true ||
        (OWN_ACTS.has(act) && organisationId === row.organisationId)),
    mayAnywhere: (act) => (scopes.get(act)?.size ?? 0) > 0,
    organisationsFor: (role) => [...(byRole.get(role) ?? [])],
    scope: (act) => [...(scopes.get(act) ?? [])],
  };
}

/** Adds a person. @returns internal and public id */
export async function addPerson(
  tx: Tx,
  p: { name: string; organisationId: number; post: string; validFrom: Day },
): Promise<{ id: number; pid: string }> {
  return tx
    .insertInto('person')
    .values({
      pid: newPublicId(),
      name: p.name,
      organisation_id: p.organisationId,
      post: p.post,
      valid_from: p.validFrom,
    })
    .returning(['id', 'pid'])
    .executeTakeFirstOrThrow();
}

/**
 * Grants a role. Administrators, auditors and people who touch content exclude each other.
 * @throws Refusal when the new role does not go with one the person holds
 */
export async function grantRole(
  tx: Tx,
  g: {
    personId: number;
    role: Role;
    scope: ScopeKind;
    organisationId: number;
    validFrom: Day;
    grantedById?: number;
    at: Date;
  },
): Promise<void> {
  if (!GRANTABLE.includes(g.role)) throw new Refusal(`“${ROLES[g.role].label}”不是可以授予的角色。`);
  const held = await tx
    .selectFrom('role_grant')
    .select('role')
    .where('person_id', '=', g.personId)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', g.validFrom)]))
    .execute();
  const clash = held.find((h) => roleFamily(h.role as Role) !== roleFamily(g.role));
  if (clash)
    throw new Refusal(
      `此人已是“${ROLES[clash.role as Role].label}”，不能兼任“${ROLES[g.role].label}”：系统管理、审计与内容办理须由不同的人承担。`,
    );
  await tx
    .insertInto('role_grant')
    .values({
      person_id: g.personId,
      role: g.role,
      scope: g.scope,
      organisation_id: g.organisationId,
      valid_from: g.validFrom,
      granted_by_id: g.grantedById ?? null,
      granted_at: g.at,
    })
    .execute();
}

/** The signed-in person of a request of the console. @throws Forbidden when nobody is signed in */
export function personOf(ctx: RequestContext): Person {
  const actor = ctx.session?.actor;
  if (actor?.kind !== 'person') throw new Forbidden('请先登录。');
  return actor as Person;
}
