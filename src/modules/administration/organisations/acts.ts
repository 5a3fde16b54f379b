import {
  addByFacts,
  admitMember,
  applyImport,
  appointStaff,
  type Chart,
  cancelHearing,
  cancelMeeting,
  confirmRemedy,
  dismissMember,
  dismissStaff,
  endOrganisation,
  endSection,
  factsOf,
  type GroupRole,
  keeperOf,
  keepImport,
  type LeaderDuty,
  leadingGroupOf,
  lockChart,
  type Meeting,
  nameLeader,
  type OrganisationFacts,
  recordHearing,
  recordMeeting,
  renameOrganisation,
  saveDisclosureOffice,
  saveFacts,
  saveLeadingGroup,
  saveSection,
} from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import { type Change, type ChangeContext, change } from '../../../platform/change.ts';
import type { Tx } from '../../../platform/db/pool.ts';
import { Forbidden, NotFound, Refusal } from '../../../platform/errors.ts';
import type { Table } from '../../../platform/xlsx/index.ts';
import type { OrganisationAct } from './access.ts';
import { hangingOn, isPaper, type LockedOrganisation, lockOrganisation } from './store.ts';

type Where = { code: string; once: string };

/** A change of one organisation, by its code. */
function about(
  ctx: ChangeContext,
  act: OrganisationAct,
  where: Where,
  work: (c: Change, o: LockedOrganisation) => Promise<void>,
): Promise<{ code: string }> {
  return change(
    ctx,
    { act, once: where.once, lock: (tx) => lockOrganisation(tx, where.code) },
    async (c, o) => {
      await work(c, o);
      return { code: where.code };
    },
  );
}

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

/** Adds or changes a section. */
export const keepSection = (
  ctx: ChangeContext,
  it: Where & {
    id: number | undefined;
    name: string;
    duties: string;
    phone: string;
    sortOrder: number;
    from: Day;
  },
) =>
  about(ctx, 'organisation.save-section', it, (c, o) => saveSection(c.tx, { ...it, organisationId: o.id }));

/** Ends a section today. */
export const closeSection = (ctx: ChangeContext, it: Where & { id: number; reason: string }) =>
  about(ctx, 'organisation.end-section', it, async (c, o) => {
    await endSection(c.tx, { organisationId: o.id, id: it.id, lastDay: c.today, reason: it.reason });
    c.note({ section: it.id });
  });

/** Registers the disclosure office. */
export const keepOffice = (
  ctx: ChangeContext,
  it: Where & { office: Parameters<typeof saveDisclosureOffice>[2] },
) => about(ctx, 'organisation.save-office', it, (c, o) => saveDisclosureOffice(c.tx, o.id, it.office, c));

/** Names the leader who bears a duty. */
export const appointLeader = (
  ctx: ChangeContext,
  it: Where & {
    duty: LeaderDuty;
    name: string;
    post: string;
    division: string;
    personId: number | null;
    from: Day;
  },
) =>
  about(ctx, 'organisation.name-leader', it, async (c, o) => {
    await nameLeader(c.tx, { ...it, organisationId: o.id });
    c.note({ duty: it.duty });
  });

/** Appoints a person to disclosure work. */
export const appoint = (ctx: ChangeContext, it: Where & { personId: number; fullTime: boolean; from: Day }) =>
  about(ctx, 'organisation.appoint-staff', it, async (c, o) => {
    await appointStaff(c.tx, { ...it, organisationId: o.id, today: c.today });
    c.note({ person: it.personId, fullTime: it.fullTime });
  });

/** Ends an appointment to disclosure work today. */
export const dismiss = (ctx: ChangeContext, it: Where & { id: number }) =>
  about(ctx, 'organisation.dismiss-staff', it, (c, o) =>
    dismissStaff(c.tx, { organisationId: o.id, id: it.id, lastDay: c.today }),
  );

/** Records a hearing. */
export const hear = (
  ctx: ChangeContext,
  it: Where & { heardOn: Day; minutesNumber: string; note: string; lateReason?: string },
) =>
  about(ctx, 'organisation.record-hearing', it, async (c, o) => {
    const by = c.actor.personId ?? null;
    c.note(await recordHearing(c.tx, { ...it, organisationId: o.id, by, now: c.now, today: c.today }));
  });

/** Cancels a hearing that was recorded by mistake. */
export const unhear = (ctx: ChangeContext, it: Where & { id: number; reason: string }) =>
  about(ctx, 'organisation.cancel-hearing', it, (c, o) =>
    cancelHearing(c.tx, { ...it, organisationId: o.id, today: c.today }),
  );

/** Records a meeting of the leading group. */
export const meet = (
  ctx: ChangeContext,
  it: Where & Omit<Meeting, 'id' | 'recordedAt' | 'cancelledOn' | 'cancelReason'>,
) =>
  about(ctx, 'organisation.record-meeting', it, async (c, o) => {
    if (it.minutesPid !== null && !(await isPaper(c.tx, it.minutesPid)))
      throw new Refusal(
        [{ field: 'minutesPid', message: '平台上没有这份公文，请核对网址；没有在平台公开的，这一格不填。' }],
        422,
      );
    const where = { organisationId: o.id, groupId: await groupOf(c, o) };
    const by = c.actor.personId ?? null;
    c.note(await recordMeeting(c.tx, { ...it, ...where, by, now: c.now, today: c.today }));
  });

/** Cancels a meeting that was recorded by mistake. */
export const unmeet = (ctx: ChangeContext, it: Where & { id: number; reason: string }) =>
  about(ctx, 'organisation.cancel-meeting', it, async (c, o) =>
    cancelMeeting(c.tx, { ...it, groupId: await groupOf(c, o), today: c.today }),
  );

/** Sets up the leading group, or enters what a later paper says of it. */
export const keepGroup = (
  ctx: ChangeContext,
  it: Where & {
    name: string;
    duties: string;
    officeName: string;
    officeOrganisationId: number | null;
    documentNumber: string;
    from: Day;
  },
) =>
  about(ctx, 'organisation.save-group', it, async (c, o) => {
    const at = { now: c.now, today: c.today, by: c.actor.personId ?? null };
    await saveLeadingGroup(c.tx, { ...it, organisationId: o.id }, at);
  });

async function groupOf(c: Change, o: LockedOrganisation): Promise<number> {
  const group = await leadingGroupOf(c.tx, o.id);
  if (!group) throw new NotFound('还没有领导小组，请先登记。');
  return group.id;
}

/** Takes a member into the leading group. */
export const admit = (
  ctx: ChangeContext,
  it: Where & {
    role: GroupRole;
    unitName: string;
    unitId: number | null;
    personName: string;
    post: string;
    sortOrder: number;
    from: Day;
  },
) =>
  about(ctx, 'organisation.admit-member', it, async (c, o) => {
    await admitMember(c.tx, { ...it, groupId: await groupOf(c, o) });
    c.note({ role: it.role });
  });

/** Ends a membership today. */
export const release = (ctx: ChangeContext, it: Where & { id: number }) =>
  about(ctx, 'organisation.dismiss-member', it, async (c, o) =>
    dismissMember(c.tx, { groupId: await groupOf(c, o), id: it.id, lastDay: c.today }),
  );

/** Confirms organ of reconsideration and court. */
export const confirm = (
  ctx: ChangeContext,
  it: Where & { organId: number | null; alternativeId: number | null; court: string; basis: string },
) =>
  about(ctx, 'organisation.confirm-remedy', it, (c, o) =>
    confirmRemedy(c.tx, {
      ...it,
      organisationId: o.id,
      confirmedById: c.actor.personId ?? null,
      confirmedOn: c.today,
    }),
  );

/** Keeps what was read from a file for the preview. */
export function prepareImport(
  ctx: ChangeContext,
  it: {
    organisationId: number | null;
    fileName: string;
    fileHash: string;
    table: Table;
    once?: string;
  },
): Promise<{ pid: string }> {
  const subject = {
    kind: 'organisation',
    id: it.organisationId ?? 0,
    organisationId: it.organisationId,
  };
  return change(
    ctx,
    {
      act: 'organisation.prepare-import',
      lock: async () => subject,
      ...(it.once === undefined ? {} : { once: it.once }),
    },
    async (c) => {
      const pid = await keepImport(c, it);
      c.created({ kind: 'table-import', id: pid });
      c.note({ rows: it.table.rows.length, refused: it.table.refused.length });
      return { pid };
    },
  );
}

/** Writes a prepared import: all or nothing. Each row needs the permission for its own organisation besides. */
export function importOrganisations(
  ctx: ChangeContext,
  it: {
    pid: string;
    organisationId: number | null;
    fingerprint: string;
    skipRefused: boolean;
    once?: string;
  },
): Promise<{ created: number; changed: number; refused: number }> {
  return change(
    ctx,
    {
      act: 'organisation.import',
      lock: async () => ({
        kind: 'table-import',
        id: it.pid,
        organisationId: it.organisationId,
      }),
      ...(it.once === undefined ? {} : { once: it.once }),
    },
    async (c) => {
      const outcome = await applyImport(c, it);
      c.note(outcome);
      return outcome;
    },
  );
}
