import { addDays, startOfDayMs } from '../../law/day.ts';
import type { Clock } from '../clock.ts';
import { count, type Reading } from '../metrics.ts';
import type { Moves } from './invalidations.ts';
import type { KeptPage } from './kept-page.ts';
import type { Reads } from './reads.ts';

/** Settings of the cache; may change while it runs. */
export interface CacheSettings {
  /** Most memory for kept pages; 0 keeps none. */
  cacheMegabytes: number;
  /** How long a page is kept at most. */
  cacheSeconds: number;
}

/** What an entry takes beside its bodies, roughly: keys, headers, places in the indexes; bytes. */
const OVERHEAD = 2000;
/** Longer pages are made anew for everybody: a few of them would push out all others. */
const LARGEST_PAGE = 512 * 1024;
/** Addresses as browsers write them that lead straight to an entry; more find it by its key. */
const ADDRESSES = 8;

interface Entry {
  key: string;
  page: KeptPage;
  tags: ReadonlySet<string>;
  born: number;
  dies: number;
  bytes: number;
  addresses: string[];
}

/** A page that is being made: others who ask for it wait. */
interface Making {
  position: number;
  born: number;
  kept: Promise<KeptPage | undefined>;
  settle(page: KeptPage | undefined): void;
}

/**
 * Pages in memory, found by a key that says everything a page depends on. An entry goes when something it has read has
 * moved, after its time, at midnight (what holds today may not hold tomorrow), and when room is needed. What nobody can
 * vouch for is not kept and not shown.
 */
export class PageCache {
  readonly #moves: Moves;
  readonly #clock: Clock;
  readonly #settings: Readonly<CacheSettings>;
  /** Relations whose numbers may be as old as an entry. */
  readonly #ageing: ReadonlySet<string>;
  /** The entry used last stands last. */
  readonly #entries = new Map<string, Entry>();
  readonly #byAddress = new Map<string, Entry>();
  readonly #byTag = new Map<string, Set<Entry>>();
  readonly #making = new Map<string, Making>();
  #bytes = 0;

  constructor(o: {
    moves: Moves;
    clock: Clock;
    settings: Readonly<CacheSettings>;
    ageing: readonly string[];
  }) {
    this.#moves = o.moves;
    this.#clock = o.clock;
    this.#settings = o.settings;
    this.#ageing = new Set(o.ageing);
    o.moves.follow((tags) => this.forget(tags));
  }

  /** The page under a key, if it is kept and holds. @param address the address as the browser wrote it, for next time */
  find(key: string, address: string | undefined): KeptPage | undefined {
    const entry = this.#holding(this.#entries.get(key));
    if (
      entry &&
      address !== undefined &&
      entry.addresses.length < ADDRESSES &&
      !this.#byAddress.has(address)
    ) {
      entry.addresses.push(address);
      this.#byAddress.set(address, entry);
    }
    return entry?.page;
  }

  /** The page at an address that has led to it before. */
  at(address: string): KeptPage | undefined {
    return this.#holding(this.#byAddress.get(address))?.page;
  }

  /** The page that somebody else is making under this key: resolves to it once it is kept, to nothing if it is not. */
  waitFor(key: string): Promise<KeptPage | undefined> | undefined {
    return this.#making.get(key)?.kept;
  }

  /**
   * Begins to make a page; to be called before anything is read for it. The answer takes what was made, or nothing.
   * @returns gives the page once it is kept; undefined when something that it has read moved meanwhile, or nobody can
   *   tell whether it did
   */
  begin(key: string): (made: { page: KeptPage; reads: Reads } | undefined) => Promise<KeptPage | undefined> {
    const { promise: kept, resolve } = Promise.withResolvers<KeptPage | undefined>();
    const making: Making = {
      position: this.#moves.position(),
      born: this.#clock.now().getTime(),
      kept,
      settle: (page) => {
        if (this.#making.get(key) === making) this.#making.delete(key);
        resolve(page);
      },
    };
    if (!this.#making.has(key) && this.#moves.sure() && this.#settings.cacheMegabytes > 0)
      this.#making.set(key, making);
    return async (made) => {
      const page = made && (await this.#keep(key, making, made));
      making.settle(page);
      return page;
    };
  }

  /** Told of what has moved. */
  forget(tags: readonly string[] | 'everything'): void {
    if (tags === 'everything') for (const entry of [...this.#entries.values()]) this.#drop(entry);
    else for (const tag of tags) for (const entry of [...(this.#byTag.get(tag) ?? [])]) this.#drop(entry);
  }

  /** Told that a page takes more room than when it was kept: a packed body has been added. */
  grown(page: KeptPage, bytes: number): void {
    const entry = this.#entries.get(page.key);
    if (entry?.page !== page) return;
    entry.bytes += bytes;
    this.#bytes += bytes;
    this.#makeRoom();
  }

  /** How much is kept, for the metrics. */
  readings(): Reading[] {
    return [
      { name: 'mingtang_pages_kept', help: 'Pages in the cache', value: this.#entries.size },
      { name: 'mingtang_pages_kept_bytes', help: 'Memory of the pages in the cache', value: this.#bytes },
    ];
  }

  #holding(entry: Entry | undefined): Entry | undefined {
    if (!entry || !this.#moves.sure()) return undefined;
    const now = this.#clock.now().getTime();
    if (now < entry.born || now >= entry.dies) {
      this.#drop(entry);
      return undefined;
    }
    this.#entries.delete(entry.key);
    this.#entries.set(entry.key, entry);
    return entry;
  }

  async #keep(
    key: string,
    making: Making,
    { page, reads }: { page: KeptPage; reads: Reads },
  ): Promise<KeptPage | undefined> {
    if (this.#settings.cacheMegabytes === 0 || !this.#moves.sure() || page.bytes > LARGEST_PAGE)
      return undefined;
    const watched = this.#moves.watched();
    const relations = [...reads.relations].filter((r) => !this.#ageing.has(r));
    if (reads.unknown || relations.some((r) => !watched.has(r))) {
      count.page('unknown');
      return undefined;
    }
    const tags = new Set([...reads.tags, ...relations]);
    if (!(await this.#moves.look()) || this.#moves.movedSince(making.position, tags)) {
      count.page('moved');
      return undefined;
    }
    const midnight = startOfDayMs(addDays(page.today, 1));
    const bytes = page.bytes + key.length * 2 + OVERHEAD;
    const entry: Entry = {
      key,
      page,
      tags,
      born: making.born,
      dies: Math.min(making.born + this.#settings.cacheSeconds * 1000, midnight),
      bytes,
      addresses: [],
    };
    const before = this.#entries.get(key);
    if (before) this.#drop(before);
    this.#entries.set(key, entry);
    this.#bytes += bytes;
    for (const tag of tags) {
      const of = this.#byTag.get(tag) ?? new Set();
      of.add(entry);
      this.#byTag.set(tag, of);
    }
    this.#makeRoom();
    return page;
  }

  #makeRoom(): void {
    const most = this.#settings.cacheMegabytes * 1024 * 1024;
    for (const entry of this.#entries.values()) {
      if (this.#bytes <= most) return;
      this.#drop(entry);
    }
  }

  #drop(entry: Entry): void {
    if (this.#entries.get(entry.key) !== entry) return;
    this.#entries.delete(entry.key);
    this.#bytes -= entry.bytes;
    for (const address of entry.addresses) this.#byAddress.delete(address);
    for (const tag of entry.tags) {
      const of = this.#byTag.get(tag);
      of?.delete(entry);
      if (of?.size === 0) this.#byTag.delete(tag);
    }
  }
}
