import { type KeptUpload, recordFile } from '../../core/index.ts';
import type { Day } from '../../law/day.ts';
import type { SiteFacts } from '../../mechanisms/publication/index.ts';
import { type Change, type ChangeContext, change } from '../../platform/change.ts';
import { newPublicId } from '../../platform/crypto.ts';
import type { Tx } from '../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../platform/errors.ts';
import { lockOrgan } from './store/office.ts';
import type { OrganPageKind } from './words.ts';

const STALE = '您打开页面以后，另一位同事改过这一项。请重新打开页面，看过现在的内容再改。';

async function nextNumber(
  tx: Tx,
  table: 'organ_page_version' | 'leader_version',
  parent: 'page_id' | 'leader_id',
  id: number,
  seen: number,
): Promise<number> {
  const row = await tx
    .selectFrom(table)
    .select((e) => e.fn.max<number>('number').as('number'))
    .where(parent as never, '=', id as never)
    .executeTakeFirst();
  const last = row?.number ?? 0;
  if (last !== seen) throw new Refusal(STALE);
  return last + 1;
}

/** What a text of an organ says. */
export interface OrganText {
  kind: OrganPageKind;
  title: string;
  /** Plain text, one paragraph per line. */
  body: string;
  validFrom: Day;
}

/**
 * Publishes a text of an organ's 专栏, or a new version of it, at once.
 * @param it.pid undefined for a new one; @param it.seen number of the version that the form showed, 0 for a new one
 * @throws Refusal for a second guide, or when somebody else has changed it meanwhile
 */
export function saveOrganPage(
  ctx: ChangeContext,
  it: OrganText & { code: string; once: string; pid: string | undefined; seen: number },
): Promise<{ pid: string }> {
  return change(
    ctx,
    { act: 'organ.save-page', once: it.once, lock: (tx) => lockOrgan(tx, it.code) },
    async (c, organ) => {
      const page =
        it.pid === undefined ? await addPage(c, organ.id, it) : await presentPage(c.tx, organ.id, it.pid);
      if (page.kind !== it.kind) throw new NotFound('没有找到这篇文字。');
      const number = await nextNumber(c.tx, 'organ_page_version', 'page_id', page.id, it.seen);
      await c.tx
        .insertInto('organ_page_version')
        .values({
          page_id: page.id,
          number,
          title: it.title,
          body_text: it.body,
          valid_from: it.validFrom,
          saved_by_id: c.actor.personId ?? null,
          saved_at: c.now,
        })
        .execute();
      c.note({ page: page.pid, kind: it.kind, number });
      return { pid: page.pid };
    },
  );
}

async function addPage(c: Change, organisationId: number, it: OrganText) {
  if (it.kind === 'guide') {
    const present = await c.tx
      .selectFrom('organ_page')
      .select('id')
      .where('organisation_id', '=', organisationId)
      .where('kind', '=', 'guide')
      .where('removed_on', 'is', null)
      .executeTakeFirst();
    if (present) throw new Refusal('这个机构已经有公开指南。一个机构一份指南，请修改现有的那一份。');
  }
  const pid = newPublicId();
  const row = await c.tx
    .insertInto('organ_page')
    .values({ pid, organisation_id: organisationId, kind: it.kind })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id: row.id, pid, kind: it.kind as string };
}

async function presentPage(tx: Tx, organisationId: number, pid: string) {
  const page = await tx
    .selectFrom('organ_page')
    .select(['id', 'pid', 'kind'])
    .where('organisation_id', '=', organisationId)
    .where('pid', '=', pid)
    .where('removed_on', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!page) throw new NotFound('没有找到这篇文字，可能已经撤下。');
  return page;
}

/** Takes a text of an organ out of the public's sight; its versions are kept. @throws NotFound */
export function removeOrganPage(
  ctx: ChangeContext,
  it: { code: string; pid: string; once: string },
): Promise<{ pid: string }> {
  return change(
    ctx,
    { act: 'organ.remove-page', once: it.once, lock: (tx) => lockOrgan(tx, it.code) },
    async (c, organ) => {
      const page = await presentPage(c.tx, organ.id, it.pid);
      await c.tx.updateTable('organ_page').set({ removed_on: c.today }).where('id', '=', page.id).execute();
      c.note({ page: page.pid });
      return { pid: page.pid };
    },
  );
}

/** What the public learns of a leader. */
export interface LeaderFacts {
  name: string;
  post: string;
  /** 工作分工 */
  division: string;
  /** 简历, plain text */
  biography: string;
  /** 分管政务公开 */
  inCharge: boolean;
  sortOrder: number;
  /** Day of the appointment or change. */
  since: Day;
}

/**
 * Publishes a leader, or a change of what is known, at once; what was before stays as a version.
 * @param it.pid undefined for a new one; @param it.seen number of the version that the form showed, 0 for a new one
 * @param it.portrait a picture that was drawn anew, 'keep' for the one before, 'none' for no picture
 * @throws Refusal for a day in the future or before the last change, or when somebody else has changed it meanwhile
 */
export function saveLeader(
  ctx: ChangeContext,
  it: LeaderFacts & {
    code: string;
    once: string;
    pid: string | undefined;
    seen: number;
    portrait: KeptUpload | 'keep' | 'none';
  },
): Promise<{ pid: string }> {
  return change(
    ctx,
    { act: 'organ.save-leader', once: it.once, lock: (tx) => lockOrgan(tx, it.code) },
    async (c, organ) => {
      if (it.since > c.today)
        throw new Refusal([{ field: 'since', message: '变动日期不能晚于今天，请在生效之日登记。' }], 422);
      const leader =
        it.pid === undefined ? await addLeader(c.tx, organ.id) : await servingLeader(c.tx, organ.id, it.pid);
      const number = await nextNumber(c.tx, 'leader_version', 'leader_id', leader.id, it.seen);
      const before = await lastVersion(c.tx, leader.id);
      if (before && it.since < before.since)
        throw new Refusal(
          [{ field: 'since', message: `上一次变动登记为 ${before.since}，这一次不能早于它。` }],
          422,
        );
      const portraitId =
        it.portrait === 'keep'
          ? (before?.portraitId ?? null)
          : it.portrait === 'none'
            ? null
            : await recordFile(c, it.portrait);
      await c.tx
        .insertInto('leader_version')
        .values({
          leader_id: leader.id,
          number,
          name: it.name,
          post: it.post,
          division: it.division,
          biography: it.biography,
          in_charge: it.inCharge,
          portrait_id: portraitId,
          sort_order: it.sortOrder,
          since: it.since,
          saved_by_id: c.actor.personId ?? null,
          saved_at: c.now,
        })
        .execute();
      c.note({ leader: leader.pid, number, portrait: portraitId !== null });
      return { pid: leader.pid };
    },
  );
}

async function addLeader(tx: Tx, organisationId: number) {
  const pid = newPublicId();
  const row = await tx
    .insertInto('leader')
    .values({ pid, organisation_id: organisationId })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id: row.id, pid };
}

async function servingLeader(tx: Tx, organisationId: number, pid: string) {
  const leader = await tx
    .selectFrom('leader')
    .select(['id', 'pid'])
    .where('organisation_id', '=', organisationId)
    .where('pid', '=', pid)
    .where('left_on', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (!leader) throw new NotFound('没有找到这位领导，可能已经离任。');
  return leader;
}

async function lastVersion(tx: Tx, leaderId: number) {
  return tx
    .selectFrom('leader_version')
    .select(['since', 'portrait_id as portraitId'])
    .where('leader_id', '=', leaderId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Records that a leader leaves office after a day; the public sees the change at once. @throws NotFound, Refusal */
export function endLeader(
  ctx: ChangeContext,
  it: { code: string; pid: string; lastDay: Day; once: string },
): Promise<{ pid: string }> {
  return change(
    ctx,
    { act: 'organ.end-leader', once: it.once, lock: (tx) => lockOrgan(tx, it.code) },
    async (c, organ) => {
      const leader = await servingLeader(c.tx, organ.id, it.pid);
      const before = await lastVersion(c.tx, leader.id);
      if (it.lastDay > c.today || (before && it.lastDay < before.since))
        throw new Refusal(
          [
            {
              field: 'lastDay',
              message: `最后任职日应在 ${before?.since ?? ''} 至今天之间。`,
            },
          ],
          422,
        );
      await c.tx.updateTable('leader').set({ left_on: it.lastDay }).where('id', '=', leader.id).execute();
      c.note({ leader: leader.pid });
      return { pid: leader.pid };
    },
  );
}

/** The facts that the form of the site holds. */
const FORM_FACTS: readonly string[] = [
  'operator',
  'siteCode',
  'icp',
  'police',
  'policeUrl',
  'partyMarkUrl',
  'findErrorUrl',
  'phone',
  'address',
  'postcode',
  'email',
  'statement',
  'copyright',
  'accounts',
] satisfies (keyof SiteFacts)[];

/** Changes name, tagline and facts of a site. @throws NotFound; Refusal when somebody else has changed it meanwhile */
export function saveSite(
  ctx: ChangeContext,
  it: {
    code: string;
    name: string;
    tagline: string;
    facts: Omit<SiteFacts, 'demo'>;
    seen: number;
    once: string;
  },
): Promise<{ code: string }> {
  const lock = async (tx: Tx) => {
    const site = await tx
      .selectFrom('site')
      .select(['id', 'organisation_id as organisationId', 'version', 'facts'])
      .where('code', '=', it.code)
      .forUpdate()
      .executeTakeFirst();
    if (!site) throw new NotFound('没有找到这个站点。');
    return { kind: 'site', ...site };
  };
  return change(ctx, { act: 'site.save', once: it.once, lock }, async (c, site) => {
    if (site.version !== it.seen) throw new Refusal(STALE);
    // What the form does not hold stays.
    const others = Object.entries(site.facts as object).filter(([fact]) => !FORM_FACTS.includes(fact));
    await c.tx
      .updateTable('site')
      .set({
        name: it.name,
        tagline: it.tagline,
        facts: JSON.stringify({ ...Object.fromEntries(others), ...it.facts }),
        version: site.version + 1,
      })
      .where('id', '=', site.id)
      .execute();
    c.note({ version: site.version + 1, facts: Object.keys(it.facts).sort().join(' ') });
    return { code: it.code };
  });
}
