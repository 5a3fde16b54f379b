import { holdersOf, notify, ROLES } from '../../core/index.ts';
import type { Person } from '../../core/people.ts';
import type { Day } from '../../law/day.ts';
import { type Change, type ChangeContext, change } from '../../platform/change.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { Forbidden, type Issue, Refusal } from '../../platform/errors.ts';
import { lockCase } from './cases.ts';
import { handOverTask, tasksHeldBy } from './handover.ts';

/** The act of handing own tasks on to a colleague (转交). */
const HAND_ON_ACT = 'task.hand-on';

/** Where the form of the batch goes, below the base of the console. */
export const HAND_ON_PATH = '/work/hand-on';

/** A task as a check box names it. */
export function taskKey(casePid: string, act: string): string {
  return `${casePid} ${act}`;
}

/** Somebody to whom at least one of the tasks can be handed on. */
export interface Successor {
  pid: string;
  label: string;
}

/**
 * The colleagues who hold a role of these tasks for their organisation by an own right, the person apart. Whether one of
 * them may take a certain task is judged when it is handed on.
 */
export async function successorsFor(
  db: Reader,
  tasks: readonly { organisationId: number; posts: readonly string[] }[],
  person: Person,
  today: Day,
): Promise<Successor[]> {
  const holders = await holdersOf(
    db,
    tasks.map((t) => t.organisationId),
    today,
  );
  const fits = new Set(tasks.flatMap((t) => t.posts.map((post) => `${t.organisationId} ${post}`)));
  const found = new Map<string, { name: string; roles: Set<string> }>();
  for (const h of holders) {
    if (h.personId === person.personId || h.ownerId !== h.personId) continue;
    if (!fits.has(`${h.organisationId} ${h.role}`)) continue;
    const entry = found.get(h.pid) ?? { name: h.name, roles: new Set() };
    entry.roles.add(ROLES[h.role].label);
    found.set(h.pid, entry);
  }
  return [...found].map(([pid, it]) => ({ pid, label: `${it.name}（${[...it.roles].join('、')}）` }));
}

/** Why a person may not do the task of a case; undefined when nothing speaks against it. */
export type HandOnObjection = (
  db: Reader,
  it: {
    caseId: number;
    procedure: string;
    organisationId: number;
    act: string;
    personId: number;
    today: Day;
  },
) => Promise<Issue | undefined>;

/**
 * Hands one own task on to a colleague who holds its role for the organisation and whom nothing stops; the event stands
 * in the evidence of the case, the colleague is told.
 * @throws Refusal when the task is not (or no longer) the person's, or the colleague cannot take it
 */
export async function handOn(
  ctx: ChangeContext & { actor: Person },
  it: { casePid: string; act: string; toPid: string; once: string; objection: HandOnObjection },
): Promise<{ to: string }> {
  return change(
    ctx,
    { act: HAND_ON_ACT, once: it.once, lock: (tx) => lockCase(tx, it.casePid) },
    async (c, head) => {
      const task = await ownTask(c, ctx.actor, head, it.act);
      const taking = (await holdersOf(c.tx, [head.organisationId], c.today)).filter(
        (h) => h.pid === it.toPid && h.ownerId === h.personId && task.posts.includes(h.role),
      );
      const [first] = taking;
      if (!first) throw new Refusal('所选同事没有这个单位的这项角色，不能接办。');
      if (first.personId === ctx.actor.personId) throw new Refusal('不能转交给自己。');
      const objection = await it.objection(c.tx, {
        caseId: head.id,
        procedure: head.procedure,
        organisationId: head.organisationId,
        act: it.act,
        personId: first.personId,
        today: c.today,
      });
      if (objection) throw new Refusal(`${first.name}不能接办：${objection.message}`);
      await handOverTask(c, task, {
        fromId: ctx.actor.personId,
        toId: first.personId,
        posts: taking.map((h) => h.role),
      });
      await notify(c, {
        to: [first.personId],
        kind: 'handover',
        text: `${ctx.actor.name}把一项工作转交给您，请在“我的待办”中查看。`,
        path: `/cases/${head.pid}`,
        about: head.pid,
      });
      c.note({ task: it.act, person: first.personId });
      return { to: first.name };
    },
  );
}

/** The task, when the person may take it in a role of theirs. What was given to somebody else by name is not theirs. */
async function ownTask(c: Change, person: Person, head: { id: number; organisationId: number }, act: string) {
  const held = person.roles
    .filter((role) => person.organisationsFor(role).includes(head.organisationId))
    .map((role) => ({ role, organisationId: head.organisationId }));
  const owners = [person.personId, ...person.absent.map((a) => a.personId)];
  for (const owner of owners) {
    const tasks = await tasksHeldBy(c.tx, owner, held, []);
    const found = tasks.find((t) => t.caseId === head.id && t.act === act);
    if (found && held.length === 0)
      throw new Forbidden('只有自己的角色里的事项可以转交；受邀办理的不能转交。');
    if (found) return found;
  }
  throw new Refusal('这一件已经不在您的待办中，可能已由同事办理或转交。');
}
