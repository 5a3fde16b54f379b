import { endRights, endSessions, holdersOf, notify } from '../../../../core/index.ts';
import { addDays, type Day } from '../../../../law/day.ts';
import { handOverTask, lockCases } from '../../../../mechanisms/procedure/index.ts';
import { type Change, type ChangeContext, change } from '../../../../platform/change.ts';
import { Forbidden, type Issue, Refusal } from '../../../../platform/errors.ts';
import type { House } from '../../../module.ts';
import { type HandoverPlan, planHandover, roleLabel } from '../handover-plan.ts';
import { lockStaff } from '../store.ts';
import { refuseEnded } from './people.ts';

/** A handover as the form gives it. */
export interface HandoverInput {
  pid: string;
  /** Leaves the service, with the last day; or moves to another organisation, today. */
  to: { kind: 'leave'; lastDay: Day } | { kind: 'move'; organisationId: number; post: string };
  /** Public id of who takes over whatever has no choice of its own; '' = nobody in general. */
  successor: string;
  /** Choices by the key of a line: the public id of a person. */
  choices: Readonly<Record<string, string>>;
  once: string;
}

type Leaver = Awaited<ReturnType<typeof lockStaff>>;

/**
 * Hands over all open work of a person at once: tasks and drafts go to the successors; grants, deputations and invitations
 * end; the person leaves or moves; all or nothing.
 * @throws Refusal naming every line that nobody fitting takes; Forbidden for the own person
 */
export async function handOver(
  ctx: ChangeContext,
  house: House,
  it: HandoverInput,
): Promise<{ pid: string; moved: number }> {
  return change(
    ctx,
    { act: 'person.leave', once: it.once, lock: (tx) => lockStaff(tx, it.pid) },
    async (c, leaver) => {
      if (c.actor.personId === leaver.id || c.forPersonId === leaver.id)
        throw new Forbidden('本人的离任、调动须由另一位系统管理员办理。');
      const lastDay = it.to.kind === 'leave' ? it.to.lastDay : addDays(c.today, -1);
      await checkStep(c, leaver, it.to);
      const plan = await lockedPlan(c, house, leaver.id, lastDay);
      const heirs = await moveTasks(c, plan, leaver, it);
      for (const leftover of house.leftovers)
        await leftover.settle(c, {
          personId: leaver.id,
          name: leaver.name,
          heirs: new Map(heirs.map((h) => [h.caseId, h.personId])),
        });
      await endSubstitutions(c, plan, leaver, lastDay);
      await endRights(
        c,
        'role_grant',
        [...plan.grants, ...plan.futureGrants].map((g) => g.id),
        lastDay,
      );
      await finish(c, leaver, it.to, ctx.requestId);
      for (const [personId, taken] of Map.groupBy(heirs, (h) => h.personId))
        await notify(c, {
          to: [personId],
          kind: 'handover',
          text: `${leaver.name}的 ${taken.length} 项工作已移交给您，请在“我的待办”中查看。`,
          path: '/',
        });
      c.note({ kind: it.to.kind, lastDay, moved: heirs.length });
      return { pid: it.pid, moved: heirs.length };
    },
  );
}

async function checkStep(c: Change, leaver: Leaver, to: HandoverInput['to']): Promise<void> {
  const wrong = (field: string, message: string) => new Refusal([{ field, message }], 422);
  if (leaver.validTo !== null && leaver.validTo < c.today)
    throw new Refusal(`${leaver.name}已于 ${leaver.validTo} 离任，不能再办理。`);
  if (to.kind === 'leave') {
    if (to.lastDay < leaver.validFrom)
      throw wrong('lastDay', `最后工作日不能早于任职起始日 ${leaver.validFrom}。`);
    return;
  }
  if (to.organisationId === leaver.organisationId)
    throw wrong('organisation', `${leaver.name}已在这个机构，请选择调入的机构。`);
  if (!c.actor.may('person.leave', to.organisationId))
    throw wrong('organisation', '调入的机构不在您的管理范围内，请由上级机构的系统管理员办理。');
  await refuseEnded(c, to.organisationId);
}

/** The plan, read again after everything it speaks of is locked: nothing may slip in between. */
async function lockedPlan(c: Change, house: House, personId: number, lastDay: Day): Promise<HandoverPlan> {
  const first = await planHandover(c.tx, house, { personId, lastDay, today: c.today });
  await lockCases(c, [...first.tasks.map((t) => t.task.caseId), ...first.invitations.map((i) => i.caseId)]);
  const plan = await planHandover(c.tx, house, { personId, lastDay, today: c.today });
  const blocking = plan.gaps.filter((g) => g.blocking);
  if (blocking.length > 0)
    throw new Refusal(
      blocking.map((g) => ({
        message: `离任后${g.organisationName}将没有“${roleLabel(g.role)}”，系统无人管理。请先授权给另一个人。`,
      })),
    );
  return plan;
}

const chosen = (it: HandoverInput, key: string): string => it.choices[key] || it.successor;

/** Who takes over a task of a case. */
interface Heir {
  caseId: number;
  personId: number;
}

async function moveTasks(c: Change, plan: HandoverPlan, leaver: Leaver, it: HandoverInput): Promise<Heir[]> {
  const heirs: Heir[] = [];
  const issues: Issue[] = [];
  for (const line of plan.tasks) {
    const pid = chosen(it, line.key);
    const candidate = line.candidates.find((x) => x.pid === pid);
    if (!candidate) {
      const posts = line.task.posts.map((p) => `“${roleLabel(p)}”`).join('或');
      issues.push({
        field: line.key,
        message:
          line.candidates.length === 0
            ? `${line.task.organisationName}没有其他人可以接手（需要${posts}，且没有办过本件应回避的环节）。请安全管理员先授权，再办理移交。`
            : pid
              ? `所选的接手人不能办这一件（需要${line.task.organisationName}的${posts}，且没有办过本件应回避的环节），请改选${line.candidates.map((x) => x.name).join('、')}。`
              : '请选择接手人。',
      });
      continue;
    }
    if (issues.length > 0) continue;
    await handOverTask(c, line.task, {
      fromId: leaver.id,
      toId: candidate.personId,
      posts: candidate.posts,
    });
    heirs.push({ caseId: line.task.caseId, personId: candidate.personId });
  }
  if (issues.length > 0) throw new Refusal(issues);
  return heirs;
}

/**
 * Ends what stood in for others. An administrator gives no rights, so nobody is put into these places here: who may do
 * that is told.
 */
async function endSubstitutions(c: Change, plan: HandoverPlan, leaver: Leaver, lastDay: Day): Promise<void> {
  const pids = [...plan.deputising, ...plan.absences].map((d) => d.pid);
  const deputations =
    pids.length === 0
      ? []
      : await c.tx.selectFrom('deputation').select('id').where('pid', 'in', pids).execute();
  await endRights(
    c,
    'deputation',
    deputations.map((d) => d.id),
    lastDay,
  );
  await endRights(
    c,
    'case_invitation',
    plan.invitations.map((i) => i.id),
    lastDay,
  );
  const officers = (await holdersOf(c.tx, [leaver.organisationId], c.today)).filter(
    (h) => h.role === 'security-officer',
  );
  for (const d of plan.deputising)
    await notify(c, {
      to: [d.personId, ...officers.map((o) => o.personId)],
      kind: 'handover',
      text: `${leaver.name}不再代理${d.personName}（原定至 ${d.validTo}），请另行指定代理人。`,
      path: '/absence',
      about: d.pid,
    });
  for (const i of plan.invitations)
    await notify(c, {
      to: [i.givenById],
      kind: 'handover',
      text: `您邀请的审查人${leaver.name}不再办理所邀请的一件，如仍需要请另行邀请。`,
      path: `/cases/${i.casePid}`,
      about: i.casePid,
    });
}

/** Ends the service, or puts the person into the other organisation. */
async function finish(c: Change, leaver: Leaver, to: HandoverInput['to'], requestId: string): Promise<void> {
  await c.tx
    .updateTable('person')
    .set((e) => ({
      version: e('version', '+', 1),
      ...(to.kind === 'leave'
        ? { valid_to: to.lastDay }
        : { organisation_id: to.organisationId, post: to.post, section_id: null }),
    }))
    .where('id', '=', leaver.id)
    .execute();
  // On the last day itself the person still works; afterwards no session of theirs is recognised (`findSession`).
  if (to.kind === 'leave' && to.lastDay < c.today)
    await endSessions(c.tx, {
      personId: leaver.id,
      reason: 'ended-by-officer',
      at: c.now,
      requestId,
      ...(c.actor.personId === undefined ? {} : { byPersonId: c.actor.personId }),
    });
}
