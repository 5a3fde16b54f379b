import {
  addByFacts,
  type Chart,
  endOrganisation,
  factsOf,
  keeperOf,
  lockChart,
  type OrganisationFacts,
  renameOrganisation,
  saveFacts,
} from '../../../../core/index.ts';
import type { Day } from '../../../../law/day.ts';
import { type ChangeContext, change } from '../../../../platform/change.ts';
import type { Tx } from '../../../../platform/db/pool.ts';
import { Forbidden, Refusal } from '../../../../platform/errors.ts';
import { hangingOn, lockOrganisation } from '../store.ts';

/* An organisation in the chart: it is added, changed, renamed, ended. */

type Where = { code: string; once: string };

/** Whose permission counts for a new organisation: that of what it comes under; an external's is the city's. */
function homeOf(chart: Chart, f: OrganisationFacts): number | null {
  const parent = f.kind === 'external' ? { id: 0, kind: f.kind } : chart.byCode.get(f.parent);
  return parent ? keeperOf(chart, parent) : null;
}

/** Adds an organisation under its parent. @throws Refusal with every fault at its field */
export function addOrganisationAct(
  ctx: ChangeContext,
  it: { facts: OrganisationFacts; once: string },
): Promise<{ code: string }> {
  const lock = async (tx: Tx) => {
    const chart = await lockChart(tx);
    // Without a parent nobody's permission can count: the form says so at the field instead of refusing the person.
    if (it.facts.kind !== 'external' && !chart.byCode.has(it.facts.parent))
      throw new Refusal(
        [{ field: 'parent', message: '请选择上级机构。公共企事业单位的上级机构是它的主管部门。' }],
        422,
      );
    return { kind: 'organisation', id: it.facts.code, organisationId: homeOf(chart, it.facts), chart };
  };
  return change(ctx, { act: 'organisation.add', once: it.once, lock }, async (c, { chart }) => {
    const id = await addByFacts(c.tx, chart, it.facts, c.today);
    c.created({ kind: 'organisation', id });
    c.note({ kind: it.facts.kind, level: it.facts.level });
    return { code: it.facts.code };
  });
}

/** Changes the facts of an organisation; moving it needs the right to add below the new parent too. */
export function saveOrganisation(
  ctx: ChangeContext,
  it: Where & { facts: OrganisationFacts; seenVersion: number },
): Promise<{ code: string }> {
  const lock = async (tx: Tx) => {
    const chart = await lockChart(tx);
    return { ...(await lockOrganisation(tx, it.code)), chart };
  };
  return change(ctx, { act: 'organisation.save', once: it.once, lock }, async (c, o) => {
    const before = await factsOf(c.tx, it.code);
    const moved = before.parent !== it.facts.parent;
    const home = homeOf(o.chart, it.facts);
    if (moved && home !== null && !c.actor.may('organisation.add', home))
      throw new Forbidden('您没有把机构改到这个上级之下的权限。');
    await saveFacts(c.tx, o.chart, o.id, it.facts, { seenVersion: it.seenVersion, today: c.today });
    c.note({ moved });
    return { code: it.code };
  });
}

/** Gives an organisation a new name from a day on. */
export function rename(
  ctx: ChangeContext,
  it: Where & { name: string; shortName: string; from: Day },
): Promise<{ code: string }> {
  const lock = async (tx: Tx) => {
    const chart = await lockChart(tx);
    return { ...(await lockOrganisation(tx, it.code)), chart };
  };
  return change(ctx, { act: 'organisation.rename', once: it.once, lock }, async (c, o) => {
    if (it.from > c.today)
      throw new Refusal([{ field: 'from', message: '更名日期不能晚于今天，请在生效之日办理。' }], 422);
    await renameOrganisation(c.tx, o.chart, { ...it, id: o.id, today: c.today });
    return { code: it.code };
  });
}

/**
 * Ends or merges an organisation. While people serve in it, others lie below it or cases are open, only with a successor.
 * @param successor code; undefined when nobody takes over
 */
export function end(
  ctx: ChangeContext,
  it: Where & { lastDay: Day; successor: string | undefined },
): Promise<{ code: string }> {
  const lock = async (tx: Tx) => {
    const chart = await lockChart(tx);
    return { ...(await lockOrganisation(tx, it.code)), chart };
  };
  return change(ctx, { act: 'organisation.end', once: it.once, lock }, async (c, o) => {
    const successor = it.successor === undefined ? undefined : o.chart.byCode.get(it.successor);
    if (it.successor !== undefined && !successor)
      throw new Refusal([{ field: 'successor', message: `没有代码为“${it.successor}”的机构。` }], 422);
    const hanging = await hangingOn(c.tx, o.id, c.today);
    if (!successor) {
      const left = [
        hanging.people > 0 && `${hanging.people} 名在职人员`,
        hanging.below > 0 && `${hanging.below} 个下级机构`,
        hanging.openCases > 0 && `${hanging.openCases} 件在办事项`,
      ].filter(Boolean);
      if (left.length > 0)
        throw new Refusal(
          [{ field: 'successor', message: `本机构还有${left.join('、')}，请选择承接机构，或者先逐项了结。` }],
          422,
        );
    }
    await endOrganisation(c.tx, o.chart, {
      id: o.id,
      lastDay: it.lastDay,
      successorId: successor?.id,
      today: c.today,
    });
    c.note({
      successor: successor?.id ?? null,
      people: hanging.people,
      below: hanging.below,
      openCases: hanging.openCases,
    });
    return { code: it.code };
  });
}
