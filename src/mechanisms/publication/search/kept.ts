import type { Reader } from '../../../platform/db/pool.ts';

/**
 * A look into a database that holds for so many milliseconds under the same key. Nobody waits for what is newer while there is
 * something of that key, which goes on when the look for newer fails; a first look that fails is made again by whoever asks next.
 */
export function keptFor<K, T>(
  milliseconds: number,
  look: (db: Reader, key: K) => Promise<T>,
): (db: Reader, key: K) => Promise<T> {
  const known = new WeakMap<Reader, { key: K; until: number; found: Promise<T> }>();
  return (db, key) => {
    const now = performance.now();
    const kept = known.get(db);
    if (kept?.key === key && now < kept.until) return kept.found;
    const found = look(db, key);
    const entry = { key, until: now + milliseconds, found };
    if (kept?.key !== key) {
      known.set(db, entry);
      found.catch(() => known.delete(db));
      return found;
    }
    kept.until = entry.until;
    found.then(
      () => known.set(db, entry),
      () => undefined,
    );
    return kept.found;
  };
}
