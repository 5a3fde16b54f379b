import { ACTS } from '../app.ts';
import {
  addAccount,
  addOrganisation,
  addPerson,
  grantRole,
  loadPerson,
  type OrganisationKind,
  organisationByCode,
  type Person,
  signIn,
  signOut,
} from '../core/index.ts';
import { addDays, type Day, startOfDayMs, weekday } from '../law/day.ts';
import {
  type Attribute,
  addColumn,
  addSite,
  type EditionContent,
  type Ground,
} from '../mechanisms/publication/index.ts';
import {
  abandonDraft,
  decideWithdrawal,
  draftDocument,
  proposeWithdrawal,
  reviewAttribute,
  reviewSecrecy,
  saveDraft,
  signOff,
  startCorrection,
  submitDraft,
} from '../modules/documents/index.ts';
import type { ChangeContext } from '../platform/change.ts';
import { type Clock, instant, settableClock } from '../platform/clock.ts';
import { newToken, sha256 } from '../platform/crypto.ts';
import type { Database } from '../platform/db/pool.ts';
import { Jobs } from '../platform/jobs.ts';
import { createLog } from '../platform/log.ts';
import {
  DEMO_COLUMNS,
  DEMO_DOCUMENTS,
  DEMO_ORGANISATIONS,
  DEMO_PEOPLE,
  type DemoDocument,
} from './content/index.ts';

/** Password of all demo people; printed at every start. The demo runs only where nobody but this machine reaches it. */
export const DEMO_PASSWORD = 'Mingchuan@2026';

const HOUR = 3_600_000;

/**
 * Fills an empty database with the demo city. Every document goes the way of the real ones: the demo people sign in and
 * draft, review and sign; only the clock is set back, so that the papers carry different days.
 */
export async function seedDemo(db: Database, clock: Clock): Promise<void> {
  const today = clock.today();
  await seedCity(db, clock, addDays(today, -1500));
  const jobs = new Jobs(db, 'sender', createLog('silent', 'seed'));
  await jobs.start();
  const time = settableClock(clock.now().getTime());
  const people = new Map<string, Person>();
  const sessions: { tokenHash: string; actor: Person }[] = [];
  for (const p of DEMO_PEOPLE) {
    const signedIn = await signIn(db, {
      username: p.username,
      password: DEMO_PASSWORD,
      address: 'demo',
      now: clock.now(),
      requestId: 'seed',
    });
    const actor = await loadPerson(db, signedIn.personId, today, ACTS);
    if (!actor) throw new Error(`${p.username} does not serve`);
    people.set(p.username, actor);
    sessions.push({ tokenHash: sha256(signedIn.token), actor });
  }
  const walk = new Walk(db, jobs, time, clock.now().getTime(), today, people, await columnIds(db));
  for (const d of [...DEMO_DOCUMENTS].sort((a, b) => b.writtenDaysAgo - a.writtenDaysAgo))
    await walk.document(d);
  for (const s of sessions) await signOut(db, { ...s, now: clock.now(), requestId: 'seed' });
  await jobs.stop(1);
}

async function seedCity(db: Database, clock: Clock, since: Day): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const ids = new Map<string, number>();
    for (const [i, o] of DEMO_ORGANISATIONS.entries()) {
      const parentId = o.parent ? ids.get(o.parent) : undefined;
      const guidedById = o.guidedBy ? ids.get(o.guidedBy) : undefined;
      ids.set(
        o.code,
        await addOrganisation(tx, {
          ...o,
          kind: o.kind as OrganisationKind,
          sortOrder: i,
          validFrom: since,
          ...(parentId === undefined ? {} : { parentId }),
          ...(guidedById === undefined ? {} : { guidedById }),
        }),
      );
    }
    const at = clock.now();
    for (const p of DEMO_PEOPLE) {
      const person = await addPerson(tx, {
        name: p.name,
        organisationId: ids.get(p.organisation)!,
        post: p.post,
        validFrom: since,
      });
      await addAccount(tx, {
        personId: person.id,
        username: p.username,
        password: DEMO_PASSWORD,
        settled: true,
        at,
      });
      for (const r of p.roles)
        await grantRole(tx, {
          personId: person.id,
          role: r.role,
          scope: r.scope,
          organisationId: ids.get(r.organisation)!,
          validFrom: since,
          at,
        });
    }
    const city = DEMO_ORGANISATIONS.find((o) => o.kind === 'city-government')!;
    const siteId = await addSite(tx, {
      code: 'main',
      organisationId: ids.get(city.code)!,
      name: '明川市政府信息公开平台',
      tagline: '以公开为常态 · 不公开为例外',
      facts: {
        operator: '明川市政务信息中心',
        siteCode: '0000000000（示例）',
        phone: '0000-12345（工作日 9:00—12:00，13:30—17:30）',
        address: '明川市安和路 1 号',
        demo: true,
      },
    });
    const columns = new Map<string, number>();
    for (const [i, c] of DEMO_COLUMNS.entries()) {
      const parentId = c.parent ? columns.get(c.parent) : undefined;
      columns.set(
        c.path,
        await addColumn(tx, {
          siteId,
          path: c.path,
          name: c.name,
          description: c.description,
          sortOrder: i,
          ...(parentId === undefined ? {} : { parentId }),
        }),
      );
    }
  });
}

async function columnIds(db: Database): Promise<Map<string, number>> {
  const rows = await db.selectFrom('column_node').select(['id', 'path']).execute();
  return new Map(rows.map((r) => [r.path, r.id]));
}

/** Takes documents their way, as far as each is to reach. */
class Walk {
  readonly #db: Database;
  readonly #jobs: Jobs;
  readonly #time: ReturnType<typeof settableClock>;
  readonly #now: number;
  readonly #today: Day;
  readonly #people: ReadonlyMap<string, Person>;
  readonly #columns: ReadonlyMap<string, number>;

  constructor(
    db: Database,
    jobs: Jobs,
    time: ReturnType<typeof settableClock>,
    now: number,
    today: Day,
    people: ReadonlyMap<string, Person>,
    columns: ReadonlyMap<string, number>,
  ) {
    this.#db = db;
    this.#jobs = jobs;
    this.#time = time;
    this.#now = now;
    this.#today = today;
    this.#people = people;
    this.#columns = columns;
  }

  async document(d: DemoDocument): Promise<void> {
    const written = addDays(this.#today, -d.writtenDaysAgo);
    const organisation = await organisationByCode(this.#db, d.organisation);
    const township = organisation.kind === 'township';
    const who = {
      drafter: d.drafter,
      attribute: township ? 'luozheng' : 'gujianguo',
      secrecy: township ? 'luozheng' : 'shenlan',
      sign: township ? 'luozheng' : 'zhengweimin',
    };
    const content = this.#content(d, written, d.body);
    this.#at(written, 9.5);
    const { casePid, documentPid } = await draftDocument(this.#as(who.drafter), {
      organisation,
      content,
      act: 'document.draft',
      once: newToken(),
    });
    if (d.reach === 'drafting' || d.reach === 'drafting-no-attribute') return;
    if (d.reach === 'abandoned') {
      this.#at(written, 16);
      await abandonDraft(this.#as(who.drafter), {
        ...(await this.#seen(casePid)),
        comment: '内容并入其他文件，不再单独印发。',
      });
      return;
    }
    await this.#pass(casePid, who, written, d.reach, d);
    if (d.reach === 'published-corrected' || d.reach === 'correction-in-review')
      await this.#correct(d, documentPid, who, written);
    if (d.reach === 'withdrawn' || d.reach === 'withdrawal-requested') {
      this.#at(addDays(written, 12), 10);
      const asked = await proposeWithdrawal(this.#as(who.drafter), {
        documentPid,
        reason: d.withdrawalReason ?? '',
        once: newToken(),
      });
      if (d.reach === 'withdrawal-requested') return;
      this.#at(addDays(written, 12), 15);
      await decideWithdrawal(this.#as(who.sign), {
        ...(await this.#seen(asked.casePid)),
        verdict: 'approve',
        comment: '同意撤回。',
      });
    }
  }

  /** From draft through the reviews to where the document is to stand. */
  async #pass(
    casePid: string,
    who: Record<'drafter' | 'attribute' | 'secrecy' | 'sign', string>,
    day: Day,
    reach: DemoDocument['reach'],
    d: DemoDocument,
  ): Promise<void> {
    this.#at(day, 10);
    await submitDraft(this.#as(who.drafter), await this.#seen(casePid));
    if (reach === 'attribute-review') return;
    this.#at(day, 14);
    if (reach === 'returned') {
      await reviewAttribute(this.#as(who.attribute), {
        ...(await this.#review(casePid)),
        verdict: 'return',
        comment: d.returnComment ?? '请补充公开属性的理由。',
      });
      return;
    }
    await reviewAttribute(this.#as(who.attribute), {
      ...(await this.#review(casePid)),
      verdict: 'pass',
      comment: '属性和依据准确。',
    });
    if (reach === 'secrecy-review') return;
    this.#at(day, 15.5);
    await reviewSecrecy(this.#as(who.secrecy), {
      ...(await this.#review(casePid)),
      verdict: 'pass',
      comment: '经逐项审查，不涉密。',
    });
    if (reach === 'sign-off') return;
    this.#at(addDays(day, 1), 10.25);
    const publishAt =
      reach === 'scheduled' ? instant(startOfDayMs(addDays(this.#today, 2)) + 9 * HOUR) : undefined;
    await signOff(this.#as(who.sign), {
      ...(await this.#review(casePid)),
      verdict: 'pass',
      comment: '同意。',
      ...(publishAt ? { publishAt } : {}),
    });
  }

  async #correct(
    d: DemoDocument,
    documentPid: string,
    who: Record<'drafter' | 'attribute' | 'secrecy' | 'sign', string>,
    written: Day,
  ): Promise<void> {
    const day = addDays(written, 9);
    this.#at(day, 9);
    const { casePid } = await startCorrection(this.#as(who.drafter), { documentPid, once: newToken() });
    const content = {
      ...this.#content(d, written, d.correctedBody ?? d.body),
      changeNote: d.changeNote ?? '',
    };
    const seen = await this.#seen(casePid);
    await saveDraft(this.#as(who.drafter), { ...seen, content });
    await this.#pass(
      casePid,
      who,
      day,
      d.reach === 'correction-in-review' ? 'secrecy-review' : 'published',
      d,
    );
  }

  #content(d: DemoDocument, written: Day, body: string): EditionContent {
    const on = (daysAgo: number | undefined) =>
      daysAgo === undefined ? null : addDays(this.#today, -daysAgo);
    const year = written.slice(0, 4);
    const [y, m, dd] = written.split('-').map(Number);
    return {
      title: d.title,
      documentNumber: (d.documentNumber ?? '').replace('{year}', year),
      addressees: d.addressees ?? '',
      summary: d.summary ?? '',
      body: body.replaceAll('{writtenOn}', `${y}年${m}月${dd}日`).replaceAll('{year}', year),
      theme: d.theme,
      genre: d.genre,
      writtenOn: written,
      effectiveOn: on(d.effectiveDaysAgo),
      expiresOn: d.expiresInDays === undefined ? null : addDays(this.#today, d.expiresInDays),
      repealedOn: on(d.repealedDaysAgo),
      attribute: (d.attribute as Attribute | undefined) ?? null,
      ground: (d.ground as Ground | undefined) ?? '',
      reason: d.reason ?? '',
      changeNote: '',
      sourceName: '',
      sourceUrl: '',
      excerpts: 0,
      columns: d.columns.map((path) => this.#columns.get(path)!),
    };
  }

  /** Sets the clock to an hour of a working day, never after the real now. */
  #at(day: Day, hour: number): void {
    let workday = day;
    while (weekday(workday) > 5) workday = addDays(workday, 1);
    this.#time.set(Math.min(startOfDayMs(workday) + hour * HOUR, this.#now));
  }

  #as(username: string): ChangeContext {
    return {
      db: this.#db,
      clock: this.#time,
      jobs: this.#jobs,
      actor: this.#people.get(username)!,
      requestId: 'seed',
    };
  }

  async #seen(casePid: string): Promise<{ casePid: string; seenVersion: number; once: string }> {
    const head = await this.#db
      .selectFrom('procedure_case')
      .select('version')
      .where('pid', '=', casePid)
      .executeTakeFirstOrThrow();
    return { casePid, seenVersion: head.version, once: newToken() };
  }

  async #review(
    casePid: string,
  ): Promise<{ casePid: string; seenVersion: number; once: string; seenHash: string }> {
    const row = await this.#db
      .selectFrom('document_passage')
      .innerJoin('procedure_case', 'procedure_case.id', 'document_passage.case_id')
      .innerJoin('edition', 'edition.id', 'document_passage.edition_id')
      .select('edition.content_hash')
      .where('procedure_case.pid', '=', casePid)
      .executeTakeFirstOrThrow();
    return { ...(await this.#seen(casePid)), seenHash: row.content_hash ?? '' };
  }
}
