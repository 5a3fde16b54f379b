import { sql } from 'kysely';
import {
  type Holder,
  holdersOf,
  isOver,
  organisationsInScope,
  ROLES,
  type Role,
} from '../../../core/index.ts';
import { addDays, type Day } from '../../../law/day.ts';
import { type HeldTask, tasksHeldBy } from '../../../mechanisms/procedure/index.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import type { House } from '../../module.ts';
import { type DeputationLine, deputationsOf, type GrantLine, grantsOfStaff } from './store.ts';

/** Somebody who may take a line over. */
export interface Candidate {
  personId: number;
  pid: string;
  name: string;
  /** The roles of the task that they hold. */
  posts: string[];
}

/** An open task of a leaving person that needs somebody else by name. */
export interface TaskLine {
  key: string;
  task: HeldTask;
  why: 'assigned' | 'begun' | 'only-holder';
  candidates: Candidate[];
}

/** An invitation to a case that the person holds. */
export interface InvitationLine {
  id: number;
  caseId: number;
  casePid: string;
  act: string;
  organisationName: string;
  validTo: Day;
  givenById: number;
  givenBy: string;
}

/** Everything that a leaving (or moving) person leaves behind. */
export interface HandoverPlan {
  tasks: TaskLine[];
  /** Deputations in which the person stands in for somebody: they end, and somebody with the right to must name another. */
  deputising: DeputationLine[];
  /** Deputations in which others stand in for the person: they end. */
  absences: DeputationLine[];
  /** Invitations of the person to single cases: they end, and who invited is told. */
  invitations: InvitationLine[];
  /** Grants that hold and will end, and grants that have not begun and never will. */
  grants: GrantLine[];
  futureGrants: GrantLine[];
  /** What is registered under the person's name and stays registered until somebody changes it. */
  duties: string[];
  /** What modules keep for the person, and what becomes of it. */
  leftovers: { label: string; text: string }[];
  /** Roles that nobody will hold any more for an organisation. */
  gaps: { role: Role; organisationName: string; blocking: boolean }[];
}

const SECURITY: readonly Role[] = ['administrator', 'security-officer'];

/**
 * Looks up everything open of a person.
 * @param lastDay last day on which the person serves
 * @param today who takes over must hold the role today and on the day after the last day
 */
export async function planHandover(
  db: Reader,
  house: House,
  it: { personId: number; lastDay: Day; today: Day },
): Promise<HandoverPlan> {
  const { personId, lastDay, today } = it;
  const after = lastDay >= today ? addDays(lastDay, 1) : today;
  const all = await grantsOfStaff(db, personId);
  const open = all.filter(
    (g) => !isOver({ from: g.validFrom, to: g.validTo }, lastDay) && g.validTo !== lastDay,
  );
  const grants = open.filter((g) => g.validFrom <= today);
  const futureGrants = open.filter((g) => g.validFrom > today);
  const held: { role: string; organisationId: number }[] = [];
  for (const g of grants)
    for (const organisationId of await organisationsInScope(db, g.scope, g.organisationId))
      held.push({ role: g.role, organisationId });
  const invitations = await invitationsOf(db, personId, lastDay);
  const tasks = await tasksHeldBy(db, personId, held, invitations);
  const deputations = (await deputationsOf(db, personId)).filter(
    (d) => !isOver({ from: d.validFrom, to: d.validTo }, lastDay) && d.validTo !== lastDay,
  );
  const places = [
    ...new Set([...tasks.map((t) => t.organisationId), ...grants.map((g) => g.organisationId)]),
  ];
  const others = (holders: Holder[]) =>
    holders.filter((h) => h.personId !== personId && h.ownerId !== personId);
  const now = others(await holdersOf(db, places, today));
  const later = others(await holdersOf(db, places, after));
  const lines: TaskLine[] = [];
  for (const task of tasks) {
    const candidates = await candidatesFor(db, house, task, now, later, after);
    const why = task.assigned ? 'assigned' : task.begun ? 'begun' : 'only-holder';
    if (why !== 'only-holder' || candidates.length === 0)
      lines.push({ key: `task-${task.casePid}-${task.act.replaceAll('.', '-')}`, task, why, candidates });
  }
  return {
    tasks: lines,
    deputising: deputations.filter((d) => d.deputyId === personId),
    absences: deputations.filter((d) => d.personId === personId),
    invitations,
    grants,
    futureGrants,
    duties: await dutiesOf(db, personId),
    leftovers: await leftoversOf(db, house, personId, lines),
    gaps: gapsOf(grants, later),
  };
}

async function leftoversOf(
  db: Reader,
  house: House,
  personId: number,
  lines: readonly TaskLine[],
): Promise<HandoverPlan['leftovers']> {
  const handed = lines.map((line) => line.task.caseId);
  const found: HandoverPlan['leftovers'] = [];
  for (const { label, describe } of house.leftovers) {
    const text = await describe(db, personId, handed);
    if (text !== undefined) found.push({ label, text });
  }
  return found;
}

async function invitationsOf(db: Reader, personId: number, lastDay: Day): Promise<InvitationLine[]> {
  const rows = await db
    .selectFrom('case_invitation as i')
    .innerJoin('procedure_case as c', 'c.id', 'i.case_id')
    .innerJoin('organisation as o', 'o.id', 'c.organisation_id')
    .innerJoin('person as by', 'by.id', 'i.given_by_id')
    .select([
      'i.id',
      'i.case_id as caseId',
      'c.pid as casePid',
      'i.act',
      'o.short_name as organisationName',
      'i.valid_to as validTo',
      'i.given_by_id as givenById',
      'by.name as givenBy',
    ])
    .where('i.person_id', '=', personId)
    .where('i.valid_to', '>', lastDay)
    .whereRef('i.valid_to', '>=', 'i.valid_from')
    .orderBy('i.id')
    .execute();
  return rows as InvitationLine[];
}

/** Who holds a role of the task today and afterwards, and whom nothing else stops. */
async function candidatesFor(
  db: Reader,
  house: House,
  task: HeldTask,
  now: readonly Holder[],
  later: readonly Holder[],
  day: Day,
): Promise<Candidate[]> {
  const fits = (h: Holder) => h.organisationId === task.organisationId && task.posts.includes(h.role);
  const stays = (h: Holder) =>
    later.some((l) => fits(l) && l.personId === h.personId && l.ownerId === l.personId && l.role === h.role);
  const found = new Map<number, Candidate>();
  for (const h of now) {
    if (!fits(h) || h.ownerId !== h.personId || !stays(h)) continue;
    const earlier = found.get(h.personId);
    if (earlier) {
      if (!earlier.posts.includes(h.role)) earlier.posts.push(h.role);
      continue;
    }
    const issue = await house.objection(db, { ...task, personId: h.personId, today: day });
    if (!issue) found.set(h.personId, { personId: h.personId, pid: h.pid, name: h.name, posts: [h.role] });
  }
  return [...found.values()];
}

/** Registered duties of disclosure: head of the office, responsible leader. */
async function dutiesOf(db: Reader, personId: number): Promise<string[]> {
  const { rows } = await sql<{ duty: string }>`
    select o.short_name || '：公开工作机构负责人' as duty from disclosure_office d join organisation o on o.id = d.organisation_id where d.head_id = ${personId}
    union all
    select o.short_name || '：' || case l.duty when 'principal' then '政务公开第一责任人' else '政务公开分管负责人' end
    from responsible_leader l join organisation o on o.id = l.organisation_id where l.person_id = ${personId} and l.valid_to is null
    order by 1`.execute(db);
  return rows.map((r) => r.duty);
}

/** Roles that nobody else will hold. Without an administrator or a security officer nothing could be mended any more. */
function gapsOf(grants: readonly GrantLine[], later: readonly Holder[]): HandoverPlan['gaps'] {
  return grants.flatMap((g) =>
    later.some((h) => h.organisationId === g.organisationId && h.role === g.role)
      ? []
      : [
          {
            role: g.role,
            organisationName: g.organisationName,
            blocking: SECURITY.includes(g.role),
          },
        ],
  );
}

/** What a role is called. */
export const roleLabel = (role: string): string => ROLES[role as Role]?.label ?? role;
