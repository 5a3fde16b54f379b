import { sql } from 'kysely';
import type { Day } from '../../../law/day.ts';
import type { Clock } from '../../../platform/clock.ts';
import { sha256 } from '../../../platform/crypto.ts';
import type { Database } from '../../../platform/db/pool.ts';
import { householdOf } from '../../../platform/http/network.ts';
import { keptMiss } from './misses.ts';
import { Allowance } from './visitors.ts';

/** What a page of hits says that it shows begins so; see `RequestContext.viewed`. */
const MARK = 'searched:';
/** Between two writes so many are remembered; a flood of searches must not take the memory. */
const MOST = 5000;
/** Of one visitor so many in a minute: nobody makes words frequent alone, or pushes out those of others. */
const PER_MINUTE = 10;

/** What a search is counted as, once it is delivered; undefined for words that may not be kept, see {@link keptMiss}. */
export function searchedSubject(query: string): string | undefined {
  const words = keptMiss(query);
  return words === undefined ? undefined : MARK + words;
}

/** The words of a subject of {@link searchedSubject}; undefined for what is none, such as a paper. */
export function searchedWords(subject: string): string | undefined {
  return subject.startsWith(MARK) ? subject.slice(MARK.length) : undefined;
}

/** A search as it is remembered until the next write: the visitor is a hash of the address. */
interface Asked {
  day: Day;
  words: string;
  visitor: string;
}

/** Remembers what was looked for and found, in memory, and writes it now and then: no search costs a write. */
export class AskedWords {
  readonly #allowance = new Allowance(PER_MINUTE);
  readonly #clock: Clock;
  readonly #write: (day: Day, asked: readonly Asked[]) => Promise<void>;
  #asked = new Map<string, Asked>();

  /** @param write adds these; when it fails they are tried again with the next */
  constructor(clock: Clock, write: (day: Day, asked: readonly Asked[]) => Promise<void>) {
    this.#clock = clock;
    this.#write = write;
  }

  /** Remembers one search, once a day for a visitor. @param address as the request came; it is not kept */
  add(words: string, address: string): void {
    const asked = { day: this.#clock.today(), words, visitor: sha256(householdOf(address)) };
    const key = JSON.stringify([asked.day, words, asked.visitor]);
    if (this.#asked.has(key) || this.#asked.size >= MOST) return;
    if (this.#allowance.take(address, this.#clock.now())) this.#asked.set(key, asked);
  }

  /** Writes what has been remembered. @throws what `write` throws; nothing is lost then */
  async flush(): Promise<void> {
    if (this.#asked.size === 0) return;
    const asked = this.#asked;
    this.#asked = new Map();
    try {
      for (const [day, of] of Map.groupBy(asked.values(), (a) => a.day)) await this.#write(day, of);
    } catch (error) {
      this.#asked = new Map([...asked, ...this.#asked]);
      throw error;
    }
  }
}

/** Writes searches of one day, with the portal's own role; what is there already stays once. */
export async function noteSearches(
  db: Database,
  day: Day,
  asked: readonly { words: string; visitor: string }[],
): Promise<void> {
  await sql`select portal.note_searches(${day}::date, ${asked.map((a) => a.words)}::text[], ${asked.map((a) => a.visitor)}::text[])`.execute(
    db,
  );
}
