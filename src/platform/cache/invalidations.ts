import pg from 'pg';
import type { Clock } from '../clock.ts';
import { type Database, type DatabaseAddress, pgTypes } from '../db/pool.ts';
import { type Log, logged } from '../log.ts';
import { repeat } from '../tick.ts';

/*
 * What has moved, as told by the database. Rows are found by the transaction that wrote them, not by their numbers: a
 * number is given when a row is written, a row is seen when its transaction has ended, and these are two orders.
 */

/** An idle look, milliseconds: also finds what no notice has told of (a pooler between, a line that lost one). */
const HEARTBEAT = 1000;
/** Without a look that has succeeded within this time nothing kept may be shown; milliseconds. */
const LEASE = 5000;
/** A look that takes longer than this has failed; milliseconds. */
const PATIENCE = 2000;
/** Pauses between attempts to connect, milliseconds. */
const AGAIN = { first: 100, most: 5000 };
/** Marks remembered for pages that are being made. */
const REMEMBERED = 10_000;
/** The mark that stands for everything. */
const EVERYTHING = '*';
/** Moves are kept at least this long, milliseconds. */
const SWEEP_AFTER = 10 * 60_000;
const CHANNEL = 'mingtang_invalidation';

/** What has moved since when, for whoever keeps pages. */
export interface Moves {
  /** Where things stand now; grows with every move. */
  position(): number;
  /** Whether it is known at this moment what has moved. */
  sure(): boolean;
  /** Relations whose changes are told. */
  watched(): ReadonlySet<string>;
  /** Looks anew, beginning after this call. @returns whether it is known now what has moved */
  look(): Promise<boolean>;
  /** Whether one of these marks has moved after a position. */
  movedSince(position: number, tags: Iterable<string>): boolean;
  /** Tells of every move from now on: its marks, or 'everything' when the connection was lost and nobody knows. */
  follow(told: (tags: readonly string[] | 'everything') => void): void;
}

/** Follows the table of moves over a connection of its own. */
export class Invalidations implements Moves {
  readonly #address: DatabaseAddress;
  readonly #log: Log;
  readonly #followers: ((tags: readonly string[] | 'everything') => void)[] = [];
  #client: pg.Client | undefined;
  #watched: ReadonlySet<string> = new Set();
  #position = 0;
  /** Position at which everything counted as moved. */
  #emptied = 0;
  readonly #moved = new Map<string, number>();
  /** Oldest transaction that may still write, as of the last look; and the rows beyond it that are known. */
  #horizon = '';
  #seen: ReadonlySet<number> = new Set();
  #lastLook = Number.NEGATIVE_INFINITY;
  #running: Promise<boolean> | undefined;
  #next: Promise<boolean> | undefined;
  #stops: (() => void | Promise<void>)[] = [];
  #stopped = false;

  /** @param address a direct connection: notices do not come through a pooler that hands out connections per transaction */
  constructor(address: DatabaseAddress, log: Log) {
    this.#address = address;
    this.#log = log;
  }

  /** Begins; connects in the background, again and again. */
  start(): void {
    let pause = AGAIN.first;
    this.#stops.push(
      repeat(
        () => (this.#client ? HEARTBEAT : pause),
        async () => {
          if (this.#client) {
            await this.look();
            return;
          }
          pause = (await this.#connect()) ? AGAIN.first : Math.min(pause * 2, AGAIN.most);
        },
      ),
    );
  }

  /** Ends; nothing is sure any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const client = this.#client;
    this.#lose(client);
    await Promise.all(this.#stops.map((end) => end()));
    this.#stops = [];
  }

  position(): number {
    return this.#position;
  }

  sure(): boolean {
    return this.#client !== undefined && performance.now() - this.#lastLook < LEASE;
  }

  watched(): ReadonlySet<string> {
    return this.#watched;
  }

  movedSince(position: number, tags: Iterable<string>): boolean {
    if (this.#emptied > position) return true;
    for (const tag of tags) if ((this.#moved.get(tag) ?? 0) > position) return true;
    return false;
  }

  follow(told: (tags: readonly string[] | 'everything') => void): void {
    this.#followers.push(told);
  }

  look(): Promise<boolean> {
    if (!this.#running) {
      this.#running = this.#ask().finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    // The running one may have begun before what the caller wants to know of.
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.look();
    });
    return this.#next;
  }

  async #connect(): Promise<boolean> {
    const client = new pg.Client({
      ...this.#address,
      types: pgTypes,
      application_name: 'mingtang invalidations',
      keepAlive: true,
      connectionTimeoutMillis: PATIENCE,
      query_timeout: PATIENCE,
    });
    const lost = () => this.#lose(client);
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', () => void this.look());
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      const watched = await client.query<{ relation: string }>('select relation from portal.watched');
      const horizon = await client.query<{ xmin: string }>(
        'select pg_snapshot_xmin(pg_current_snapshot())::text as xmin',
      );
      if (this.#stopped) throw new Error('stopped');
      this.#watched = new Set(watched.rows.map((r) => r.relation));
      this.#horizon = horizon.rows[0]!.xmin;
      this.#seen = new Set();
      this.#client = client;
      this.#everythingMoved();
      await this.look();
      return true;
    } catch (error) {
      if (!this.#stopped) this.#log.warn(logged(error), 'not told of what moves: no page is kept');
      client.end().catch(() => undefined);
      return false;
    }
  }

  async #ask(): Promise<boolean> {
    const client = this.#client;
    if (!client) return false;
    try {
      const { rows } = await client.query<{ id: number | null; tag: string; xmin: string }>(
        `select i.id, i.tag, s.xmin from (select pg_snapshot_xmin(pg_current_snapshot())::text as xmin) s
         left join portal.invalidation i on i.transaction_id >= $1::xid8`,
        [this.#horizon],
      );
      if (this.#client !== client) return false;
      const found = rows.flatMap((r) => (r.id === null ? [] : [{ id: r.id, tag: r.tag }]));
      const fresh = new Set(found.filter((r) => !this.#seen.has(r.id)).map((r) => r.tag));
      this.#horizon = rows[0]!.xmin;
      this.#seen = new Set(found.map((r) => r.id));
      this.#lastLook = performance.now();
      if (fresh.has(EVERYTHING)) this.#everythingMoved();
      else if (fresh.size > 0) this.#haveMoved([...fresh]);
      return true;
    } catch (error) {
      if (this.#client === client) this.#log.warn(logged(error), 'not told of what moves: no page is kept');
      this.#lose(client);
      return false;
    }
  }

  #haveMoved(tags: readonly string[]): void {
    this.#position++;
    if (this.#moved.size > REMEMBERED) {
      this.#moved.clear();
      this.#emptied = this.#position;
    }
    for (const tag of tags) this.#moved.set(tag, this.#position);
    this.#tell(tags);
  }

  #everythingMoved(): void {
    this.#emptied = ++this.#position;
    this.#moved.clear();
    this.#tell('everything');
  }

  #tell(tags: readonly string[] | 'everything'): void {
    for (const told of this.#followers) told(tags);
  }

  #lose(client: pg.Client | undefined): void {
    if (!client || this.#client !== client) return;
    this.#client = undefined;
    client.end().catch(() => undefined);
    this.#everythingMoved();
  }
}

/**
 * Makes the tick that removes moves nobody asks about any more. What was there at one run goes at the first run that is
 * some minutes later: every process has looked meanwhile, or has lost its connection and kept nothing.
 */
export function invalidationSweep(db: Database, clock: Clock): () => Promise<void> {
  let mark: { at: number; last: number } | undefined;
  return async () => {
    const now = clock.now().getTime();
    if (mark && now - mark.at < SWEEP_AFTER) return;
    if (mark) await db.deleteFrom('portal.invalidation').where('id', '<=', mark.last).execute();
    const { last } = await db
      .selectFrom('portal.invalidation')
      .select((e) => e.fn.coalesce(e.fn.max('id'), e.lit(0)).as('last'))
      .executeTakeFirstOrThrow();
    mark = { at: now, last };
  };
}
