import { sql } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/db/pool.ts';
import { count } from '../../platform/metrics.ts';
import { type ChainHead, chainHead, sealHash } from './chain.ts';
import { type EvidenceRow, type EvidenceTable, plainTexts, readEvidence } from './evidence.ts';

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
   * Seals every committed row that has no seal yet, all of them in one transaction, from one snapshot and under one
   * instant: a look is whole or it has not been. Rows of one look follow by table and id, rows of different looks in
   * the order of their commits.
   * @returns how many rows were sealed; 0 also while another process is sealing
   */
  async look(): Promise<number> {
    // This order matters: whoever had taken an id up to `newest` has ended by the time of the snapshot, and is seen in
    // it, or still held its lock when the writers were asked for.
    const newest: number[] = [];
    for (const w of this.#watches) newest.push(await newestId(this.#db, w.table));
    if (this.#watches.every((w, i) => w.waiting === undefined && newest[i] === w.settled)) return 0;
    const writers: Set<string>[] = [];
    for (const w of this.#watches) writers.push(await writersOf(this.#db, w.table));
    const sealed = await this.#db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((tx) => this.#seal(tx))
      .catch((error: { code?: string }) => {
        // Another process had sealed between our snapshot and its lock.
        if (error.code === '23505') return undefined;
        throw error;
      });
    if (sealed === undefined) return 0;
    for (const [i, w] of this.#watches.entries()) learn(w, newest[i] ?? 0, writers[i] ?? new Set());
    return sealed;
  }

  async #seal(tx: Tx): Promise<number | undefined> {
    const lock = await sql<{ ok: boolean }>`select pg_try_advisory_xact_lock(72063) as ok`.execute(tx);
    if (!lock.rows[0]?.ok) return undefined;
    await plainTexts(tx);
    let head = await chainHead(tx);
    const from = head.position;
    const now = this.#clock.now();
    for (const watch of this.#watches) head = await this.#sealTable(tx, watch, head, now);
    return head.position - from;
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

/** What a look has learned about how far everything is settled. Only after it is committed. */
function learn(watch: Watch, newest: number, writers: ReadonlySet<string>): void {
  const { waiting } = watch;
  if (writers.size === 0) {
    watch.settled = newest;
    watch.waiting = undefined;
  } else if (waiting === undefined) watch.waiting = { to: newest, writers };
  else if ([...waiting.writers].every((w) => !writers.has(w))) {
    watch.settled = waiting.to;
    watch.waiting = { to: newest, writers };
  }
}

async function newestId(db: Database, table: EvidenceTable): Promise<number> {
  const { rows } = await sql<{
    id: number | null;
  }>`select max(id) as id from ${sql.table(table.table)}`.execute(db);
  return rows[0]?.id ?? 0;
}

/** The transactions that write into the table now, prepared ones included. Every role may see this. */
async function writersOf(db: Database, table: EvidenceTable): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct virtualtransaction as id from pg_locks
    where locktype = 'relation' and mode = 'RowExclusiveLock' and granted and relation = ${table.table}::regclass
      and database = (select oid from pg_database where datname = current_database())`.execute(db);
  return new Set(rows.map((r) => r.id));
}

async function write(
  tx: Tx,
  table: EvidenceTable,
  head: ChainHead,
  rows: readonly EvidenceRow[],
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
  // Counted here since every audit row comes by once; a look that is undone afterwards counts twice, which harms nobody.
  if (table.kind === 'audit') for (const row of rows) count.act(row.act);
  return { ...head, position, hash, sealedAt: now };
}
