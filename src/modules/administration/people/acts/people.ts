import {
  addAccount,
  addPerson,
  notify,
  organisationById,
  passwordProblem,
  sectionsOf,
  setPassword,
  signInRules,
} from '../../../../core/index.ts';
import type { Day } from '../../../../law/day.ts';
import { type Change, type ChangeContext, change } from '../../../../platform/change.ts';
import type { Reader } from '../../../../platform/db/pool.ts';
import { Refusal } from '../../../../platform/errors.ts';
import { type Identity, identityIssues } from '../identity.ts';
import { lockStaff } from '../store.ts';

/** Particulars of a person. Addresses for notices are kept apart, sealed (`contact_address`). */
export interface Particulars extends Identity {
  post: string;
  /** One of the organisation's sections. */
  sectionId?: number | undefined;
}

async function refuseDouble(
  c: Change,
  it: Particulars,
  o: { exceptId?: number; confirmed: boolean },
): Promise<void> {
  const issues = await identityIssues(c.tx, it, o);
  if (issues.length > 0) throw new Refusal(issues, 422);
}

/**
 * Adds a person to an organisation; without account and grants, they can do nothing.
 * @param confirmed the user has said that a person alike is somebody else
 * @throws Refusal when the staff number is taken, or somebody alike exists and is not confirmed
 */
export async function addStaffMember(
  ctx: ChangeContext,
  it: Particulars & { validFrom: Day; confirmed: boolean; once: string },
): Promise<{ pid: string }> {
  return change(
    ctx,
    {
      act: 'person.add',
      once: it.once,
      // Locked, so that two records of the same name cannot be made at once.
      lock: async (tx) => {
        await tx
          .selectFrom('organisation')
          .select('id')
          .where('id', '=', it.organisationId)
          .forNoKeyUpdate()
          .execute();
        return { kind: 'organisation', id: it.organisationId, organisationId: it.organisationId };
      },
    },
    async (c) => {
      await refuseEnded(c, it.organisationId);
      await refuseDouble(c, it, { confirmed: it.confirmed });
      await refuseStrangeSection(c, it.organisationId, it.sectionId);
      const { sectionId, ...rest } = it;
      const person = await addPerson(c.tx, { ...rest, ...(sectionId === undefined ? {} : { sectionId }) });
      c.created({ kind: 'person', id: person.id });
      c.note({ confirmed: it.confirmed });
      return { pid: person.pid };
    },
  );
}

/** @throws Refusal when nobody can be put into the organisation any more */
export async function refuseEnded(c: Change, organisationId: number): Promise<void> {
  const row = await c.tx
    .selectFrom('organisation')
    .select(['name', 'valid_to'])
    .where('id', '=', organisationId)
    .executeTakeFirstOrThrow();
  if (row.valid_to !== null && row.valid_to < c.today)
    throw new Refusal(
      [{ field: 'organisation', message: `${row.name}已于 ${row.valid_to} 撤销，请选择承接其职能的机构。` }],
      422,
    );
}

/** @throws Refusal when the section is another organisation's, or has ended */
async function refuseStrangeSection(
  c: Change,
  organisationId: number,
  sectionId: number | undefined,
): Promise<void> {
  if (sectionId === undefined) return;
  const sections = await sectionsOf(c.tx, organisationId);
  if (!sections.some((s) => s.id === sectionId && s.validTo === null))
    throw new Refusal(
      [{ field: 'section', message: '所选的内设机构不属于本机构，或者已经撤销，请重新选择。' }],
      422,
    );
}

/** Changes the particulars of a person; the organisation is changed by a handover only. */
export async function changeStaffMember(
  ctx: ChangeContext,
  it: Omit<Particulars, 'organisationId'> & {
    pid: string;
    seenVersion: number;
    confirmed: boolean;
    once: string;
  },
): Promise<{ pid: string }> {
  return change(
    ctx,
    { act: 'person.change', once: it.once, lock: (tx) => lockStaff(tx, it.pid) },
    async (c, person) => {
      if (person.version !== it.seenVersion)
        throw new Refusal('您打开页面之后，这位人员的信息已被同事改过。请刷新页面核对后再改。');
      await refuseDouble(
        c,
        { ...it, organisationId: person.organisationId },
        { exceptId: person.id, confirmed: it.confirmed },
      );
      await refuseStrangeSection(c, person.organisationId, it.sectionId);
      await c.tx
        .updateTable('person')
        .set((e) => ({
          name: it.name,
          post: it.post,
          section_id: it.sectionId ?? null,
          staff_number: it.staffNumber || null,
          version: e('version', '+', 1),
        }))
        .where('id', '=', person.id)
        .execute();
      c.note({ confirmed: it.confirmed });
      return { pid: it.pid };
    },
  );
}

/** Shape of a user name. */
export const USERNAME = /^[a-z0-9][a-z0-9._-]{1,39}$/;

/**
 * Gives a person an account with a first password, which they must change at the first sign-in.
 * @throws Refusal when the person has one, has left, the name is taken or the password is too weak
 */
export async function giveAccount(
  ctx: ChangeContext,
  it: { pid: string; username: string; password: string; once: string },
): Promise<{ pid: string }> {
  const rules = await signInRules(ctx.db, { day: ctx.clock.today() });
  const weak = passwordProblem(it.password, it.username, rules);
  if (weak) throw new Refusal([{ field: 'password', message: weak.replace('新口令', '首次口令') }], 422);
  return change(
    ctx,
    { act: 'account.give', once: it.once, lock: (tx) => lockStaff(tx, it.pid) },
    async (c, person) => {
      if (person.validTo !== null && person.validTo < c.today)
        throw new Refusal(`${person.name}已离任，不能开立账号。`);
      const taken = await c.tx
        .selectFrom('account')
        .select(['person_id', 'username'])
        .where((e) => e.or([e('person_id', '=', person.id), e('username', '=', it.username)]))
        .execute();
      const own = taken.find((t) => t.person_id === person.id);
      if (own) throw new Refusal(`${person.name}已有账号“${own.username}”。一个人只能有一个账号。`);
      if (taken.length > 0)
        throw new Refusal(
          [{ field: 'username', message: `用户名“${it.username}”已有人使用，请换一个。` }],
          422,
        );
      await addAccount(c.tx, {
        personId: person.id,
        username: it.username,
        password: it.password,
        at: c.now,
      });
      return { pid: it.pid };
    },
  );
}

/**
 * Takes a person who has left back on the same record. The account opens with a new first password; grants do not come
 * back.
 */
export async function returnStaffMember(
  ctx: ChangeContext,
  it: { pid: string; password: string; once: string },
): Promise<{ pid: string }> {
  const username = await usernameOf(ctx.db, it.pid);
  const rules = await signInRules(ctx.db, { day: ctx.clock.today() });
  const weak = username === undefined ? undefined : passwordProblem(it.password, username, rules);
  if (weak) throw new Refusal([{ field: 'password', message: weak.replace('新口令', '首次口令') }], 422);
  return change(
    ctx,
    { act: 'person.return', once: it.once, lock: (tx) => lockStaff(tx, it.pid) },
    async (c, person) => {
      if (person.validTo === null) throw new Refusal(`${person.name}在任，不需要办理复职。`);
      const organisation = await organisationById(c.tx, person.organisationId);
      await refuseEnded(c, organisation.id);
      await c.tx
        .updateTable('person')
        .set((e) => ({ valid_to: null, version: e('version', '+', 1) }))
        .where('id', '=', person.id)
        .execute();
      if (username !== undefined)
        await setPassword(c.tx, {
          personId: person.id,
          password: it.password,
          mustChange: true,
          at: c.now,
          requestId: ctx.requestId,
          ...(c.actor.personId === undefined ? {} : { byPersonId: c.actor.personId }),
        });
      return { pid: it.pid };
    },
  );
}

async function usernameOf(db: Reader, pid: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select('account.username')
    .where('person.pid', '=', pid)
    .executeTakeFirst();
  return row?.username;
}

/**
 * Gives a person who has forgotten the password a first one again: to be changed at the next sign-in; all sessions end.
 * A lock stays, which is the security officer's to lift.
 * @throws Refusal for the own account, without an account, or when the password is too weak
 */
export async function resetPassword(
  ctx: ChangeContext,
  it: { pid: string; password: string; once: string },
): Promise<{ pid: string }> {
  const rules = await signInRules(ctx.db, { day: ctx.clock.today() });
  return change(
    ctx,
    { act: 'account.reset', once: it.once, lock: (tx) => lockStaff(tx, it.pid) },
    async (c, person) => {
      if (c.actor.personId === person.id)
        throw new Refusal('自己的口令请在“账号与口令”修改；忘记的由另一位系统管理员重置。');
      const account = await c.tx
        .selectFrom('account')
        .select('username')
        .where('person_id', '=', person.id)
        .executeTakeFirst();
      if (!account) throw new Refusal(`${person.name}没有账号，请先开立账号。`);
      if (person.validTo !== null && person.validTo < c.today)
        throw new Refusal(`${person.name}已离任，不能重置口令。`);
      const weak = passwordProblem(it.password, account.username, rules);
      if (weak) throw new Refusal([{ field: 'password', message: weak.replace('新口令', '首次口令') }], 422);
      await setPassword(c.tx, {
        personId: person.id,
        password: it.password,
        mustChange: true,
        at: c.now,
        requestId: ctx.requestId,
        ...(c.actor.personId === undefined ? {} : { byPersonId: c.actor.personId }),
      });
      await notify(c, {
        to: [person.id],
        kind: 'security',
        text: '系统管理员已重置您的口令，原有登录全部结束。如果不是您本人要求的，请立即告知安全管理员。',
        path: '/account',
      });
      return { pid: it.pid };
    },
  );
}
