import { visitorOf } from '../../../platform/http/network.ts';

/** Above so many visitors at once the oldest are forgotten: memory must have a bound. */
const MOST_VISITORS = 20_000;
const MINUTE = 60_000;

/** So many times a minute for each visitor, kept in memory: losing it at a restart harms nobody. */
export class Allowance {
  readonly #perMinute: number;
  readonly #of: (address: string) => string;
  readonly #taken = new Map<string, { since: number; n: number }>();

  /** @param of who counts as one visitor: an address as the request came, as a key */
  constructor(perMinute: number, of: (address: string) => string = visitorOf) {
    this.#perMinute = perMinute;
    this.#of = of;
  }

  /** Takes one; false when the visitor has had all of this minute. @param address as the request came */
  take(address: string, now: Date): boolean {
    const visitor = this.#of(address);
    const at = now.getTime();
    const known = this.#taken.get(visitor);
    if (known && at - known.since < MINUTE) {
      known.n++;
      return known.n <= this.#perMinute;
    }
    this.#taken.delete(visitor);
    if (this.#taken.size >= MOST_VISITORS) this.#taken.delete(this.#taken.keys().next().value as string);
    this.#taken.set(visitor, { since: at, n: 1 });
    return true;
  }
}
