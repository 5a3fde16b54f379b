import { addDays } from '../../law/day.ts';
import { noteSearches, refreshHotWords } from '../../mechanisms/publication/index.ts';
import { sha256 } from '../../platform/crypto.ts';
import type { OfficeContext } from './context.ts';

/** What people of the city have looked for of late, and how many of them. */
const SEARCHED: readonly [words: string, visitors: number][] = [
  ['住房公积金', 23],
  ['老旧小区改造', 19],
  ['幼儿园招生', 16],
  ['医疗保险', 14],
  ['公交线路', 11],
  ['最低生活保障', 9],
  ['以旧换新', 8],
  ['停车收费', 5],
  // Asked by too few to be shown.
  ['秸秆综合利用', 2],
];
const DAYS = 5;

/** People search, and the portal offers the words that many look for. */
export async function seedSearches(c: OfficeContext): Promise<void> {
  for (let n = 0; n < DAYS; n++) {
    const asked = SEARCHED.flatMap(([words, visitors]) =>
      Array.from({ length: visitors }, (_, v) => v)
        .filter((v) => v % DAYS === n)
        .map((v) => ({ words, visitor: sha256(`visitor ${v} of the demo city`) })),
    );
    await noteSearches(c.portal, addDays(c.today, -n), asked);
  }
  await refreshHotWords(c.db, { today: c.today, days: DAYS, most: SEARCHED.length });
}
