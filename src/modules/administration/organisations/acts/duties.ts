import {
  admitMember,
  appointStaff,
  cancelHearing,
  cancelMeeting,
  confirmRemedy,
  dismissMember,
  dismissStaff,
  endSection,
  type GroupRole,
  type LeaderDuty,
  leadingGroupOf,
  type Meeting,
  nameLeader,
  recordHearing,
  recordMeeting,
  saveDisclosureOffice,
  saveLeadingGroup,
  saveSection,
} from '../../../../core/index.ts';
import type { Day } from '../../../../law/day.ts';
import { type Change, type ChangeContext, change } from '../../../../platform/change.ts';
import { NotFound, Refusal } from '../../../../platform/errors.ts';
import type { OrganisationAct } from '../access.ts';
import { isPaper, type LockedOrganisation, lockOrganisation } from '../store.ts';

/* What an organisation has for its disclosure work: sections, office, leaders, staff, hearings, leading group, remedy. */

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
