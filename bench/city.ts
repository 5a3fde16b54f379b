import { addOrganisation } from '../src/core/index.ts';
import { addDays, type Day, startOfDayMs } from '../src/law/day.ts';
import { structureOfficialText } from '../src/law/official-text.ts';
import { hasValidity, paperGroup } from '../src/mechanisms/publication/index.ts';
import { indexRows } from '../src/mechanisms/publication/search/rows.ts';
import { normaliseForSearch, TOKEN_VERSION } from '../src/mechanisms/publication/search/tokens.ts';
import { instant, systemClock } from '../src/platform/clock.ts';
import { newPublicId } from '../src/platform/crypto.ts';
import type { Database, Tx } from '../src/platform/db/pool.ts';
import { daysUpTo, type Paper, papers, randomFrom } from './corpus.ts';
import { progress } from './report.ts';

const ORGANISATIONS = 120;
const BATCH = 250;
/** Item of article 20 under which every paper is public. */
const GROUND = 'article-20-11';
/** Transactions under way at once: one waits for the disk while another writes. */
const LANES = 2;
/** So many of the papers added are handed back. */
const SAMPLE = 2000;
/** Of every so many papers one has a correction under way, and with it somebody's task. */
const OPEN_EVERY = 40;

interface Owner {
  id: number;
  code: string;
  name: string;
  indexPrefix: string;
}

/** Fills the demo city with papers: the rows are those that drafting, review and release() leave, in bulk. */
export class City {
  readonly #db: Database;
  readonly #publicOnly: boolean;
  readonly #today: Day = systemClock.today();
  readonly #source: Generator<Paper, never>;
  readonly #random = randomFrom(11);
  #days: Iterator<Day> = [].values();
  #owners: Owner[] = [];
  #columns: { id: number; path: string }[] = [];
  #person = 0;
  #count = 0;

  /** @param publicOnly leaves the papers out that staff would see: for measurements of the portal alone */
  constructor(db: Database, publicOnly = false) {
    this.#db = db;
    this.#publicOnly = publicOnly;
    this.#source = papers(20260520, ORGANISATIONS, () => this.#days.next().value ?? this.#today);
  }

  /**
   * Adds papers until there are `total`, in the order of their days, as an archive is brought in or a city goes on.
   * @returns the first `SAMPLE` of those added: all of them would fill the memory
   */
  async grow(total: number): Promise<Paper[]> {
    if (this.#owners.length === 0) await this.#prepare();
    const added: Paper[] = [];
    const first = this.#count;
    this.#days = daysUpTo(this.#random, this.#today, total - first).values();
    const lane = async () => {
      for (;;) {
        const before = this.#count;
        const batch = Array.from(
          { length: Math.min(BATCH, total - before) },
          () => this.#source.next().value,
        );
        if (batch.length === 0) return;
        // Taken before anything is awaited: the other lane goes on behind it.
        this.#count += batch.length;
        for (const [i, paper] of batch.entries())
          if (before - first + i < SAMPLE) added[before - first + i] = paper;
        await this.#db.transaction().execute((tx) => this.#insert(tx, batch, before));
        if (this.#count % 5000 === 0) progress(`${this.#count} documents`);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return added;
  }

  async #prepare(): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      const have = await tx
        .selectFrom('organisation')
        .select('id')
        .where('index_prefix', 'is not', null)
        .orderBy('id')
        .execute();
      const parentId = have[0]?.id;
      for (let i = have.length; i < ORGANISATIONS; i++)
        await addOrganisation(tx, {
          code: `bench-${i}`,
          name: `明川市测量用机构第${i}号`,
          shortName: `机构${i}`,
          kind: 'department',
          level: 'city',
          documentAgency: '明量发',
          indexPrefix: `BENCH${String(i).padStart(4, '0')}`,
          sortOrder: i,
          validFrom: addDays(this.#today, -5000),
          ...(parentId === undefined ? {} : { parentId }),
        });
    });
    this.#owners = await this.#db
      .selectFrom('organisation')
      .select(['id', 'code', 'name', 'index_prefix as indexPrefix'])
      .where('index_prefix', 'is not', null)
      .$narrowType<{ indexPrefix: string }>()
      .orderBy('id')
      .execute();
    this.#columns = await this.#db.selectFrom('column_node').select(['id', 'path']).orderBy('id').execute();
    const person = await this.#db.selectFrom('person').select('id').orderBy('id').executeTakeFirstOrThrow();
    this.#person = person.id;
  }

  async #insert(tx: Tx, batch: readonly Paper[], before: number): Promise<void> {
    const rows = batch.map((paper, i) => {
      const serial = before + i + 1;
      const owner = this.#owners[paper.organ] as Owner;
      const at = instant(startOfDayMs(paper.publishedOn) + 10 * 3_600_000);
      const indexNumber = `${owner.indexPrefix}/${paper.publishedOn.slice(0, 4)}-9${String(serial).padStart(6, '0')}`;
      const places = [
        this.#columns[serial % this.#columns.length],
        this.#columns[(serial * 7 + 3) % this.#columns.length],
      ];
      const columns = [...new Map(places.map((c) => [c?.id ?? 0, c?.path ?? '']))];
      return {
        paper,
        serial,
        owner,
        at,
        indexNumber,
        columns,
        pid: newPublicId(),
        text: structureOfficialText(paper.body),
      };
    });
    const documents = await tx
      .insertInto('gov_document')
      .values(
        rows.map((r) => ({
          pid: r.pid,
          document_type: 'policy',
          organisation_id: r.owner.id,
          index_number: r.indexNumber,
          first_published_at: r.at,
          created_at: r.at,
        })),
      )
      .returning('id')
      .execute();
    const known = rows.map((r, i) => ({ ...r, id: documents[i]?.id as number }));
    if (!this.#publicOnly) await this.#office(tx, known);
    await this.#publish(tx, known);
  }

  async #office(tx: Tx, rows: readonly (Row & { id: number })[]): Promise<void> {
    const open = rows.filter((r) => r.serial % OPEN_EVERY === 0);
    const lines = [
      ...rows.map((r) => ({ ...r, number: 1, open: false })),
      ...open.map((r) => ({ ...r, number: 2, open: true })),
    ];
    const editions = await tx
      .insertInto('edition')
      .values(
        lines.map((r) => ({
          document_id: r.id,
          number: r.number,
          title: r.paper.title,
          document_number: r.paper.documentNumber,
          summary: r.paper.summary,
          body_text: r.text.text,
          body_html: r.text.html,
          theme: r.paper.theme,
          genre: r.paper.genre,
          attribute: 'proactive',
          ground: GROUND,
          content_hash: r.open ? null : r.pid.padEnd(64, '0'),
          submitted_at: r.open ? null : r.at,
          created_at: r.at,
        })),
      )
      .returning('id')
      .execute();
    const cases = await tx
      .insertInto('procedure_case')
      .values(
        lines.map((r) => ({
          pid: newPublicId(),
          procedure: 'document-passage',
          organisation_id: r.owner.id,
          subject: r.paper.title,
          state: r.open ? 'drafting' : 'published',
          opened_on: r.paper.publishedOn,
          closed_on: r.open ? null : r.paper.publishedOn,
          created_at: r.at,
        })),
      )
      .returning('id')
      .execute();
    const known = lines.map((r, i) => ({
      ...r,
      edition: editions[i]?.id as number,
      case: cases[i]?.id as number,
    }));
    await tx
      .insertInto('document_passage')
      .values(
        known.map((r) => ({
          case_id: r.case,
          document_id: r.id,
          edition_id: r.edition,
          kind: r.open ? 'correct' : 'publish',
          ended: !r.open,
        })),
      )
      .execute();
    const acts = [
      'document.draft',
      'document.submit',
      'document.attribute-review',
      'document.secrecy-review',
      'document.sign-off',
    ];
    await tx
      .insertInto('case_event')
      .values(
        known.flatMap((r) =>
          (r.open ? acts.slice(0, 1) : acts).map((act) => ({
            case_id: r.case,
            act,
            to_state: r.open ? 'drafting' : 'published',
            person_id: this.#person,
            at: r.at,
            legal_day: r.paper.publishedOn,
          })),
        ),
      )
      .execute();
    await tx
      .insertInto('release')
      .values(
        known
          .filter((r) => !r.open)
          .map((r) => ({ document_id: r.id, edition_id: r.edition, published_at: r.at })),
      )
      .execute();
    const waiting = known.filter((r) => r.open);
    if (waiting.length > 0)
      await tx
        .insertInto('task')
        .values(
          waiting.map((r) => ({
            case_id: r.case,
            act: 'document.submit',
            organisation_id: r.owner.id,
            post: 'drafter',
            since: r.at,
          })),
        )
        .execute();
  }

  async #publish(tx: Tx, rows: readonly (Row & { id: number })[]): Promise<void> {
    const ready = rows.map((r) => {
      const { paper } = r;
      const rest = {
        addressees: '',
        region: '',
        effectLevel: 'other-document' as const,
        tags: [],
        files: [],
        initials: '',
      };
      return {
        ...r,
        kind: { ...paper, ...rest, interpretation: false, ground: GROUND } as const,
        titleN: normaliseForSearch(paper.title),
        index: indexRows({
          ...paper,
          ...rest,
          body: r.text.text,
          indexNumber: r.indexNumber,
          ownerCode: r.owner.code,
          documentType: 'policy',
          columns: r.columns.map(([, path]) => `main/${path}`),
        }),
      };
    });
    await tx
      .insertInto('portal.live_document')
      .values(
        ready.map((r) => ({
          id: r.id,
          pid: r.pid,
          document_type: 'policy',
          title: r.paper.title,
          document_number: r.paper.documentNumber,
          index_number: r.indexNumber,
          owner_code: r.owner.code,
          owner_name: r.owner.name,
          addressees: '',
          summary: r.paper.summary,
          body_html: r.text.html,
          title_n: r.titleN,
          theme: r.paper.theme,
          genre: r.paper.genre,
          mark: '此件公开发布',
          source_name: '',
          source_url: '',
          written_on: r.paper.publishedOn,
          effective_on: r.paper.effectiveOn,
          expires_on: r.paper.expiresOn,
          repealed_on: r.paper.repealedOn,
          published_at: r.at,
          published_on: r.paper.publishedOn,
          edition_on: r.paper.publishedOn,
          edition_number: 1,
          change_note: '',
          ground: GROUND,
          has_validity: hasValidity(r.kind),
          paper_group: paperGroup(r.kind),
        })),
      )
      .execute();
    await tx
      .insertInto('portal.live_placement')
      .values(
        ready.flatMap((r) =>
          r.columns.map(([, path]) => ({
            document_id: r.id,
            site_code: 'main',
            column_path: path,
            published_on: r.paper.publishedOn,
          })),
        ),
      )
      .execute();
    await tx
      .insertInto('portal.live_text')
      .values(ready.map((r) => ({ document_id: r.id, text_n: r.index.text })))
      .execute();
    await tx
      .insertInto('portal.live_search')
      .values(
        ready.map((r) => ({
          document_id: r.id,
          published_on: r.paper.publishedOn,
          effective_on: r.paper.effectiveOn,
          expires_on: r.paper.expiresOn,
          repealed_on: r.paper.repealedOn,
          ver: TOKEN_VERSION,
          title_length: r.index.titleLength,
          toks: r.index.toks,
          facets: r.index.facets,
        })),
      )
      .execute();
  }
}

interface Row {
  paper: Paper;
  serial: number;
  owner: Owner;
  at: Date;
  indexNumber: string;
  columns: [number, string][];
  pid: string;
  text: { html: string; text: string };
}
