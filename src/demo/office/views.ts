import { addDays } from '../../law/day.ts';
import { addViews } from '../../mechanisms/publication/index.ts';
import { type OfficeContext, publishedOn } from './context.ts';
import { SEARCHED } from './searches.ts';

/** Days on which the papers were read, so many before the day of seeding. */
const READ_ON = [1, 4, 9, 16, 25] as const;
/** Whoever looks for the words of a title opens the paper so many times as well. */
const OPENED = 3;

/** How often a paper was read on one of the days: its own number, and more where many look for what it is about. */
function viewsOn(key: string, title: string, daysAgo: number): number {
  const own = [...key].reduce((n, c) => n + c.codePointAt(0)!, daysAgo) % 19;
  const wanted = SEARCHED.filter(([words]) => title.includes(words)).reduce(
    (n, [, visitors]) => n + visitors,
    0,
  );
  return own + OPENED * wanted;
}

/** The public reads the papers, some more than others; those that are not public are left out by the counting itself. */
export async function seedViews(c: OfficeContext): Promise<void> {
  await addViews(
    c.portal,
    READ_ON.flatMap((daysAgo) => {
      const day = addDays(c.today, -daysAgo);
      return [...c.papers].flatMap(([key, { title }]) => {
        const subject = c.pids.get(key);
        const views = viewsOn(key, title, daysAgo);
        return subject === undefined || views === 0 || publishedOn(c, key) > day
          ? []
          : [{ subject, day, views }];
      });
    }),
  );
}
