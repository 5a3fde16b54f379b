import type { Reader } from '../../platform/db/pool.ts';
import type { Keyring } from '../../platform/keyring.ts';
import { openValues } from './store.ts';
import type { PersonalKind } from './words.ts';

/**
 * Which of the stored values of a case a text repeats, by their kinds alone: the text is to become public and must name
 * nobody. The values stay inside this folder.
 */
export async function valuesMentioned(
  db: Reader,
  keys: Keyring,
  caseId: number,
  text: string,
): Promise<PersonalKind[]> {
  const plain = (s: string) => s.normalize('NFKC').replace(/\s/g, '').toLowerCase();
  const inside = plain(text);
  return (await openValues(db, keys, caseId))
    .filter((v) => [...v.value].length > 1 && inside.includes(plain(v.value)))
    .map((v) => v.kind);
}
