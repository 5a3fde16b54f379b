import { addDays } from '../../law/day.ts';
import { noteMiss, noteSearches, refreshHotWords } from '../../mechanisms/publication/index.ts';
import { sha256 } from '../../platform/crypto.ts';
import type { OfficeContext } from './context.ts';

/** What people of the city have looked for of late, and how many of them. */
export const SEARCHED: readonly [words: string, visitors: number][] = [
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

/** What they have looked for in vain, how many of them, and so many days ago: no paper of the city speaks of it. */
const MISSED: readonly [words: string, visitors: number, daysAgo: number][] = [
  ['殡葬服务收费', 7, 2],
  ['宠物狂犬疫苗', 6, 1],
  ['共享单车停放', 5, 6],
  ['无人机飞行', 4, 3],
  ['夜市摊位', 3, 9],
  // Asked by too few to be shown.
  ['滑雪场', 2, 4],
];

/** People search, and the portal offers the words that many look for; the office sees what they did not find. */
export async function seedSearches(c: OfficeContext): Promise<void> {
  for (let n = 0; n < DAYS; n++) {
    const asked = SEARCHED.flatMap(([words, visitors]) =>
      Array.from({ length: visitors }, (_, v) => v)
        .filter((v) => v % DAYS === n)
        .map((v) => ({ words, visitor: sha256(`visitor ${v} of the demo city`) })),
    );
    await noteSearches(c.portal, addDays(c.today, -n), asked);
  }
  // A word on one day: visitors are told apart within a month only.
  for (const [query, visitors, daysAgo] of MISSED)
    for (let v = 1; v <= visitors; v++)
      await noteMiss(c.portal, { query, address: `10.0.0.${v}`, today: addDays(c.today, -daysAgo) });
  await refreshHotWords(c.db, { today: c.today, days: DAYS, most: SEARCHED.length });
}
