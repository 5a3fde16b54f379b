/** A source of choices that a text alone decides: the same seed gives the same choices everywhere. */
export class Choice {
  #state: number;

  constructor(seed: string) {
    let h = 2166136261;
    for (const c of seed) h = Math.imul(h ^ c.codePointAt(0)!, 16777619);
    this.#state = h >>> 0;
    // The first numbers of neighbouring seeds lie close together.
    for (let i = 0; i < 4; i++) this.number();
  }

  /** A number from 0 up to 1. */
  number(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number between both, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.number() * (high - low + 1));
  }

  /** One of them. @throws when there is none */
  one<T>(of: readonly T[]): T {
    const chosen = of[Math.floor(this.number() * of.length)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  }

  /** So many of them, none twice, in their order of standing. */
  some<T>(of: readonly T[], n: number): T[] {
    return this.shuffled(of.map((it, at) => ({ it, at })))
      .slice(0, n)
      .sort((a, b) => a.at - b.at)
      .map(({ it }) => it);
  }

  /** All of them in another order. */
  shuffled<T>(of: readonly T[]): T[] {
    const all = [...of];
    for (let i = all.length - 1; i > 0; i--) {
      const j = this.between(0, i);
      [all[i], all[j]] = [all[j]!, all[i]!];
    }
    return all;
  }
}

/** So many of a list, in its order; which of them goes round with `from`: neighbours in a series share as little as can be. */
export function turned<T>(list: readonly T[], from: number, n: number): T[] {
  const chosen = new Set(
    Array.from({ length: Math.min(n, list.length) }, (_, i) => (from + i) % list.length),
  );
  return list.filter((_, at) => chosen.has(at));
}
