import type { Organisation, Person } from '../core/index.ts';
import { addDays, type Day, startOfDayMs } from '../law/day.ts';
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
import { instant, settableClock } from '../platform/clock.ts';
import { newToken } from '../platform/crypto.ts';
import type { Database } from '../platform/db/pool.ts';
import type { Jobs } from '../platform/jobs.ts';
import { attach, type DemoFiles } from './attachments.ts';
import { commentFor } from './comments.ts';
import { type DemoDocument, workday, workdaysFrom, written } from './content/index.ts';
import { nearest } from './office/context.ts';

const HOUR = 3_600_000;
/** Working days for which corrections and withdrawals that are not decided have been under way. */
const OPEN_SINCE = 3;

/** What walks need: who acts, from when on they must not, into which columns. */
export interface WalkContext {
  db: Database;
  jobs: Jobs;
  /** The real now in ms: no step lies after it. */
  now: number;
  today: Day;
  /** Signed-in people by user name. */
  people: ReadonlyMap<string, Person>;
  organisations: ReadonlyMap<string, Organisation>;
  /** Ids of columns by path. */
  columns: ReadonlyMap<string, number>;
  files: DemoFiles;
}

type Hands = Record<'drafter' | 'attribute' | 'secrecy' | 'sign', Person>;

/** Takes one document its way, as far as it is to reach; with a clock of its own, so that several may walk at once. */
export class Walk {
  readonly #c: WalkContext;
  readonly #d: DemoDocument;
  readonly #time: ReturnType<typeof settableClock>;
  readonly #organisation: Organisation;
  readonly #written: Day;
  readonly #pids: ReadonlyMap<string, string>;

  /** @param pids public ids of the documents that have walked before, by key */
  constructor(context: WalkContext, d: DemoDocument, pids: ReadonlyMap<string, string>) {
    this.#c = context;
    this.#d = d;
    this.#time = settableClock(context.now);
    this.#organisation = context.organisations.get(d.organisation)!;
    this.#written = addDays(context.today, -d.writtenDaysAgo);
    this.#pids = pids;
  }

  /** @returns the public id of the document */
  async run(): Promise<string> {
    const d = this.#d;
    const who = this.#hands();
    this.#at(this.#written, 9.5);
    const { casePid, documentPid } = await draftDocument(this.#as(who.drafter), {
      organisation: this.#organisation,
      content: this.#content(d.body),
      act: 'document.draft',
      once: newToken(),
    });
    if (d.attachments)
      await attach(this.#as(who.drafter), this.#c.files, {
        ...(await this.#seen(casePid)),
        attachments: d.attachments,
      });
    if (d.reach === 'drafting' || d.reach === 'drafting-no-attribute') return documentPid;
    if (d.reach === 'abandoned') {
      this.#at(this.#written, 16);
      await abandonDraft(this.#as(who.drafter), {
        ...(await this.#seen(casePid)),
        comment: '内容并入其他文件，不再单独印发。',
      });
      return documentPid;
    }
    await this.#pass(casePid, who, this.#written, d.reach);
    const open = d.reach === 'correction-in-review';
    if (open || d.reach === 'published-corrected')
      await this.#correct(
        documentPid,
        this.#after(workdaysFrom(this.#written, 6), open),
        { ...this.#content(d.correctedBody ?? d.body), changeNote: d.changeNote ?? '' },
        open ? 'secrecy-review' : 'published',
      );
    if (d.reach === 'withdrawn' || d.reach === 'withdrawal-requested')
      await this.#withdraw(documentPid, d.reach === 'withdrawn');
    return documentPid;
  }

  /** Another paper repeals this one: its day of repeal is put in, as a correction that says why. */
  async repealed(documentPid: string, by: { on: Day; effective: Day; note: string }): Promise<void> {
    const content = {
      ...this.#content(this.#d.body),
      repealedOn: by.effective,
      changeNote: by.note,
    };
    await this.#correct(documentPid, by.on, content, 'published');
  }

  async #withdraw(documentPid: string, decided: boolean): Promise<void> {
    const who = this.#hands();
    const day = this.#after(workday(addDays(this.#written, 12)), !decided);
    this.#at(day, 10);
    const asked = await proposeWithdrawal(this.#as(who.drafter), {
      documentPid,
      reason: this.#d.withdrawalReason ?? '',
      once: newToken(),
    });
    if (!decided) return;
    this.#at(day, 15);
    await decideWithdrawal(this.#as(who.sign), {
      ...(await this.#seen(asked.casePid)),
      verdict: 'approve',
      comment: '同意撤回。',
    });
  }

  /** From draft through the reviews to where the document is to stand. */
  async #pass(casePid: string, who: Hands, day: Day, reach: DemoDocument['reach']): Promise<void> {
    const d = this.#d;
    this.#at(day, 10);
    await submitDraft(this.#as(who.drafter), await this.#seen(casePid));
    if (reach === 'attribute-review') return;
    this.#at(day, 14);
    if (reach === 'returned') {
      await reviewAttribute(this.#as(who.attribute), {
        ...(await this.#seen(casePid)),
        verdict: 'return',
        comment: d.returnComment ?? '请补充公开属性的理由。',
      });
      return;
    }
    await reviewAttribute(this.#as(who.attribute), {
      ...(await this.#seen(casePid)),
      verdict: 'pass',
      comment: commentFor('attribute', d.key),
    });
    if (reach === 'secrecy-review') return;
    this.#at(day, 15.5);
    await reviewSecrecy(this.#as(who.secrecy), {
      ...(await this.#seen(casePid)),
      verdict: 'pass',
      comment: commentFor('secrecy', d.key),
    });
    if (reach === 'sign-off') return;
    this.#at(workdaysFrom(day, 1), 10.25);
    const publishAt =
      reach === 'scheduled'
        ? instant(startOfDayMs(workday(addDays(this.#c.today, 2))) + 9 * HOUR)
        : undefined;
    await signOff(this.#as(who.sign), {
      ...(await this.#seen(casePid)),
      verdict: 'pass',
      comment: commentFor('sign', d.key),
      ...(publishAt ? { publishAt } : {}),
    });
  }

  async #correct(
    documentPid: string,
    day: Day,
    content: EditionContent,
    reach: 'secrecy-review' | 'published',
  ): Promise<void> {
    const who = this.#hands();
    this.#at(day, 9);
    const { casePid } = await startCorrection(this.#as(who.drafter), { documentPid, once: newToken() });
    await saveDraft(this.#as(who.drafter), { ...(await this.#seen(casePid)), content });
    await this.#pass(casePid, who, day, reach);
  }

  #content(body: string): EditionContent {
    const d = this.#d;
    const on = (daysAgo: number | undefined) =>
      daysAgo === undefined ? null : addDays(this.#c.today, -daysAgo);
    const year = this.#written.slice(0, 4);
    return {
      title: d.title,
      documentNumber: (d.documentNumber ?? '').replace('{year}', year),
      addressees: d.addressees ?? '',
      summary: d.summary ?? '',
      body: body.replaceAll('{writtenOn}', written(this.#written)).replaceAll('{year}', year),
      theme: d.theme,
      genre: d.genre,
      writtenOn: this.#written,
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
      tags: d.tags ?? [],
      region: d.region ?? '',
      effectLevel: d.effectLevel ?? 'other-document',
      relations: (d.relations ?? []).map(({ kind, key }) => {
        const pid = this.#pids.get(key);
        if (pid === undefined) throw new Error(`${d.key} names ${key}, which has not walked yet`);
        return { kind, pid };
      }),
      columns: d.columns.map((path) => this.#c.columns.get(path)!),
    };
  }

  /** The drafter of the paper, and of those who may review it the ones nearest to its body. */
  #hands(): Hands {
    const may = (act: string) => nearest(this.#c.people.values(), act, this.#organisation.id);
    return {
      drafter: this.#c.people.get(this.#d.drafter)!,
      attribute: may('document.attribute-review'),
      secrecy: may('document.secrecy-review'),
      sign: may('document.sign-off'),
    };
  }

  /** A day on which something begins; what is still open has begun of late: a wrong text waits for days, not for months. */
  #after(day: Day, open: boolean): Day {
    const late = workdaysFrom(this.#c.today, -OPEN_SINCE);
    return open && day < late ? late : day;
  }

  /** Sets the clock to an hour of a working day, never after the real now. */
  #at(day: Day, hour: number): void {
    this.#time.set(Math.min(startOfDayMs(workday(day)) + hour * HOUR, this.#c.now));
  }

  #as(actor: Person): ChangeContext {
    return { db: this.#c.db, clock: this.#time, jobs: this.#c.jobs, actor, requestId: 'seed' };
  }

  /** What a page of the case would show to act upon. */
  async #seen(
    casePid: string,
  ): Promise<{ casePid: string; seenVersion: number; seenHash: string; once: string }> {
    const row = await this.#c.db
      .selectFrom('procedure_case')
      .leftJoin('document_passage', 'document_passage.case_id', 'procedure_case.id')
      .leftJoin('edition', 'edition.id', 'document_passage.edition_id')
      .select(['procedure_case.version', 'edition.content_hash'])
      .where('procedure_case.pid', '=', casePid)
      .executeTakeFirstOrThrow();
    return { casePid, seenVersion: row.version, seenHash: row.content_hash ?? '', once: newToken() };
  }
}
