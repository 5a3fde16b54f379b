import { addDays } from '../../law/day.ts';
import { addViews } from '../../mechanisms/publication/index.ts';
import { type OfficeContext, publishedOn } from './context.ts';
import { SEARCHED } from './searches.ts';

/** Days on which the papers were read, so many before the day of seeding. */
const READ_ON = [1, 4, 9, 16, 25] as const;
/** Whoever looks for the words of a title opens the paper so many times as well. */
const OPENED = 3;

/** Of the public papers the newest whose title holds the words: it is the one that is opened. */
function opened(c: OfficeContext, words: string): string | undefined {
  const [first] = [...c.papers.values()]
    .filter((d) => d.title.includes(words) && d.reach.startsWith('published'))
    .sort((a, b) => a.writtenDaysAgo - b.writtenDaysAgo);
  return first?.key;
}

/** The public reads the papers, some more than others; those that are not public are left out by the counting itself. */
export async function seedViews(c: OfficeContext): Promise<void> {
  const wanted = new Map(SEARCHED.map(([words, visitors]) => [opened(c, words), visitors * OPENED]));
  await addViews(
    c.portal,
    READ_ON.flatMap((daysAgo) => {
      const day = addDays(c.today, -daysAgo);
      return [...c.papers.keys()].flatMap((key) => {
        const subject = c.pids.get(key);
        const own = [...key].reduce<number>((n, char) => n + char.codePointAt(0)!, daysAgo) % 19;
        const views = own + (wanted.get(key) ?? 0);
        return subject === undefined || views === 0 || publishedOn(c, key) > day
          ? []
          : [{ subject, day, views }];
      });
    }),
  );
}
