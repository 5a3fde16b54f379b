import type { IncomingHttpHeaders } from 'node:http';
import type { Day } from '../../law/day.ts';

/** Programs that say what they are: what they fetch is read by nobody. */
const PROGRAMS =
  /bot\b|crawl|spider|slurp|curl|wget|python|java\/|go-http|httpclient|okhttp|scrapy|headless|monitor|preview|^$/i;

/** Whether a request seems to come from a person who reads: no declared program, nothing fetched ahead of time. */
export function readByPerson(headers: IncomingHttpHeaders): boolean {
  return (
    !PROGRAMS.test(headers['user-agent'] ?? '') &&
    headers['sec-purpose'] === undefined &&
    headers.purpose === undefined
  );
}

/** How often something was seen on a day. */
export interface SeenOn {
  subject: string;
  day: Day;
  views: number;
}

/** How many subjects are counted between two writes: more than a city has papers that are read within seconds. */
const SUBJECTS = 20_000;

/** Counts in memory and writes now and then, so that reading a page writes nothing. */
export class ViewCounts {
  readonly #write: (seen: readonly SeenOn[]) => Promise<void>;
  #seen = new Map<string, SeenOn>();

  /** @param write adds these numbers to what is stored; when it fails they are tried again with the next */
  constructor(write: (seen: readonly SeenOn[]) => Promise<void>) {
    this.#write = write;
  }

  /** Counts one view. */
  add(subject: string, day: Day): void {
    this.#add({ subject, day, views: 1 });
  }

  /** Writes what has been counted. @throws what `write` throws; nothing is lost then */
  async flush(): Promise<void> {
    if (this.#seen.size === 0) return;
    const seen = this.#seen;
    this.#seen = new Map();
    try {
      await this.#write([...seen.values()]);
    } catch (error) {
      for (const it of seen.values()) this.#add(it);
      throw error;
    }
  }

  #add(it: SeenOn): void {
    const key = `${it.day} ${it.subject}`;
    const known = this.#seen.get(key);
    if (known) known.views += it.views;
    else if (this.#seen.size < SUBJECTS) this.#seen.set(key, { ...it });
  }
}
