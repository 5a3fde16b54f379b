import { sql } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/db/pool.ts';
import { type ChainHead, chainHead, sealHash } from './chain.ts';
import { type EvidenceTable, plainTexts, readEvidence } from './evidence.ts';

/** Rows looked at in one step; what a look remembers does not grow with the backlog. */
const STEP = 5000;

/** What the sealer knows of one table. */
interface Watch {
  table: EvidenceTable;
  /** Every id up to this one is sealed, or will never be a row. */
  settled: number;
  /** Up to `to` all is settled as soon as none of these transactions runs any more. */
  waiting: { to: number; writers: ReadonlySet<string> } | undefined;
}

/**
 * Chains the rows of the evidence tables. Ids are handed out before a transaction commits, so a lower id may become
 * visible after a higher one: no "highest id so far" may ever skip a row. Every look therefore joins against the seals
 * from a watermark on, and the watermark passes an id only when no transaction that could still write it is left: an
 * INSERT locks its table before it takes an id and until it ends, so the writers of the moment are those locks.
 * The watermark lives in memory; a new process looks through everything once and so finds whatever was left out.
 */
export class Sealer {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #watches: Watch[];

  constructor(db: Database, clock: Clock, tables: readonly EvidenceTable[]) {
    this.#db = db;
    this.#clock = clock;
    this.#watches = tables.map((table) => ({ table, settled: 0, waiting: undefined }));
  }

  /**
   * Seals every committed row that has no seal yet, all of them in one transaction under one instant: a look is whole
   * or it has not been. Rows of one look follow by table and id, rows of different looks in the order of their commits.
   * @returns how many rows were sealed; 0 also while another process is sealing
   */
  async look(): Promise<number> {
    if (await this.#nothingNew()) return 0;
    const done = await this.#db.transaction().execute((tx) => this.#seal(tx));
    if (!done) return 0;
    // Only now: a transaction that failed has sealed nothing.
    for (const [watch, settled, waiting] of done.learned) {
      watch.settled = settled;
      watch.waiting = waiting;
    }
    return done.sealed;
  }

  /** Whether no row has come and no gap is open since the last look. */
  async #nothingNew(): Promise<boolean> {
    if (this.#watches.some((w) => w.waiting !== undefined || w.settled === 0)) return false;
    const newest = await Promise.all(this.#watches.map((w) => newestId(this.#db, w.table)));
    return this.#watches.every((w, i) => newest[i] === w.settled);
  }

  async #seal(tx: Tx): Promise<{ sealed: number; learned: Learned[] } | undefined> {
    const lock = await sql<{ ok: boolean }>`select pg_try_advisory_xact_lock(72063) as ok`.execute(tx);
    if (!lock.rows[0]?.ok) return undefined;
    await plainTexts(tx);
    let head = await chainHead(tx);
    const from = head.position;
    const now = this.#clock.now();
    const learned: Learned[] = [];
    for (const watch of this.#watches) {
      // This order matters: whoever took an id up to `newest` has ended by then, or still holds its lock.
      const newest = await newestId(tx, watch.table);
      const writers = await writersOf(tx, watch.table);
      head = await this.#sealTable(tx, watch, head, now);
      learned.push(next(watch, newest, writers));
    }
    return { sealed: head.position - from, learned };
  }

  async #sealTable(tx: Tx, { table, settled }: Watch, first: ChainHead, now: Date): Promise<ChainHead> {
    let head = first;
    for (let cursor = settled; ; ) {
      const step = await sql<{ top: number | null; n: number }>`
        select max(id) as top, count(*) as n from (select id from ${sql.table(table.table)} where id > ${cursor} order by id limit ${STEP}) w`.execute(
        tx,
      );
      const { top, n } = step.rows[0]!;
      if (top === null) return head;
      const rows = await readEvidence(
        tx,
        table,
        sql`t.id > ${cursor} and t.id <= ${top} and not exists (select from audit_seal s where s.kind = ${table.kind} and s.row_id = t.id)`,
      );
      if (rows.length > 0) head = await write(tx, table, head, rows, now);
      if (n < STEP) return head;
      cursor = top;
    }
  }
}

type Learned = [watch: Watch, settled: number, waiting: Watch['waiting']];

/** What a look has learned about how far everything is settled. */
function next(watch: Watch, newest: number, writers: ReadonlySet<string>): Learned {
  if (writers.size === 0) return [watch, newest, undefined];
  const { waiting } = watch;
  if (waiting === undefined) return [watch, watch.settled, { to: newest, writers }];
  const over = [...waiting.writers].every((w) => !writers.has(w));
  return over ? [watch, waiting.to, { to: newest, writers }] : [watch, watch.settled, waiting];
}

async function newestId(db: Database | Tx, table: EvidenceTable): Promise<number> {
  const { rows } = await sql<{
    id: number | null;
  }>`select max(id) as id from ${sql.table(table.table)}`.execute(db);
  return rows[0]?.id ?? 0;
}

/** The transactions that write into the table now, prepared ones included. Every role may see this. */
async function writersOf(tx: Tx, table: EvidenceTable): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct virtualtransaction as id from pg_locks
    where locktype = 'relation' and mode = 'RowExclusiveLock' and granted and relation = ${table.table}::regclass
      and database = (select oid from pg_database where datname = current_database())`.execute(tx);
  return new Set(rows.map((r) => r.id));
}

async function write(
  tx: Tx,
  table: EvidenceTable,
  head: ChainHead,
  rows: readonly { id: number; hash: string }[],
  now: Date,
): Promise<ChainHead> {
  let { hash, position } = head;
  const links: string[] = [];
  for (const row of rows) {
    position++;
    hash = sealHash(hash, {
      position,
      kind: table.kind,
      rowId: row.id,
      form: table.form,
      rowHash: row.hash,
      sealedAt: now.getTime() * 1000,
    });
    links.push(hash);
  }
  await sql`
    insert into audit_seal (position, kind, row_id, form, row_hash, chain_hash, sealed_at)
    select ${head.position}::bigint + n, ${table.kind}::text, id, ${table.form}::smallint, decode(row, 'hex'), decode(link, 'hex'), ${now}::timestamptz
    from unnest(${rows.map((r) => r.id)}::bigint[], ${rows.map((r) => r.hash)}::text[], ${links}::text[]) with ordinality as u (id, row, link, n)`.execute(
    tx,
  );
  return { ...head, position, hash, sealedAt: now };
}
