import { organisationByCode, type Person } from '../core/index.ts';
import { addDays, type Day, startOfDayMs, weekday } from '../law/day.ts';
import type { Attribute, EditionContent, Ground } from '../mechanisms/publication/index.ts';
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
import { instant, type settableClock } from '../platform/clock.ts';
import { newToken } from '../platform/crypto.ts';
import type { Database } from '../platform/db/pool.ts';
import type { Jobs } from '../platform/jobs.ts';
import { attach, type DemoFiles } from './attachments.ts';
import type { DemoDocument } from './content/index.ts';

const HOUR = 3_600_000;

/** What a walk needs: who acts, at what time, into which columns. */
export interface WalkContext {
  db: Database;
  jobs: Jobs;
  /** The clock of the acts; set back for every step. */
  time: ReturnType<typeof settableClock>;
  /** The real now in ms: no step lies after it. */
  now: number;
  today: Day;
  /** Signed-in people by user name. */
  people: ReadonlyMap<string, Person>;
  /** Ids of columns by path. */
  columns: ReadonlyMap<string, number>;
  files: DemoFiles;
}

/** Takes documents their way, as far as each is to reach. */
export class Walk {
  readonly #c: WalkContext;

  constructor(context: WalkContext) {
    this.#c = context;
  }

  async document(d: DemoDocument): Promise<void> {
    const written = addDays(this.#c.today, -d.writtenDaysAgo);
    const organisation = await organisationByCode(this.#c.db, d.organisation);
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
    if (d.attachments)
      await attach(this.#as(who.drafter), this.#c.files, {
        ...(await this.#seen(casePid)),
        attachments: d.attachments,
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
      reach === 'scheduled' ? instant(startOfDayMs(addDays(this.#c.today, 2)) + 9 * HOUR) : undefined;
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
      daysAgo === undefined ? null : addDays(this.#c.today, -daysAgo);
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
      expiresOn: d.expiresInDays === undefined ? null : addDays(this.#c.today, d.expiresInDays),
      repealedOn: on(d.repealedDaysAgo),
      attribute: (d.attribute as Attribute | undefined) ?? null,
      ground: (d.ground as Ground | undefined) ?? '',
      reason: d.reason ?? '',
      changeNote: '',
      sourceName: '',
      sourceUrl: '',
      excerpts: 0,
      tags: [],
      region: '',
      effectLevel: 'other-document',
      relations: [],
      columns: d.columns.map((path) => this.#c.columns.get(path)!),
    };
  }

  /** Sets the clock to an hour of a working day, never after the real now. */
  #at(day: Day, hour: number): void {
    let workday = day;
    while (weekday(workday) > 5) workday = addDays(workday, 1);
    this.#c.time.set(Math.min(startOfDayMs(workday) + hour * HOUR, this.#c.now));
  }

  #as(username: string): ChangeContext {
    return {
      db: this.#c.db,
      clock: this.#c.time,
      jobs: this.#c.jobs,
      actor: this.#c.people.get(username)!,
      requestId: 'seed',
    };
  }

  async #seen(casePid: string): Promise<{ casePid: string; seenVersion: number; once: string }> {
    const head = await this.#c.db
      .selectFrom('procedure_case')
      .select('version')
      .where('pid', '=', casePid)
      .executeTakeFirstOrThrow();
    return { casePid, seenVersion: head.version, once: newToken() };
  }

  async #review(
    casePid: string,
  ): Promise<{ casePid: string; seenVersion: number; once: string; seenHash: string }> {
    const row = await this.#c.db
      .selectFrom('document_passage')
      .innerJoin('procedure_case', 'procedure_case.id', 'document_passage.case_id')
      .innerJoin('edition', 'edition.id', 'document_passage.edition_id')
      .select('edition.content_hash')
      .where('procedure_case.pid', '=', casePid)
      .executeTakeFirstOrThrow();
    return { ...(await this.#seen(casePid)), seenHash: row.content_hash ?? '' };
  }
}
