import { addDays, type Day } from '../../../law/day.ts';
import { titled } from '../../../law/titles.ts';
import type { DemoDocument } from '../types.ts';
import { bodyOf, daysAgo, type Paper } from './paper.ts';

/** States in which a paper has no number yet, or will never have one. */
const WITHOUT_NUMBER = new Set([
  'drafting',
  'drafting-no-attribute',
  'returned',
  'abandoned',
  'attribute-review',
  'secrecy-review',
]);

/** The series of a number: 明政办发. */
const seriesOf = (p: Paper) => `${bodyOf(p.organisation).documentAgency.slice(0, -1)}${p.series}`;

/**
 * Makes documents of papers: every series of every year counts from 1 in the order of the days, hand-written papers
 * among the others; then papers can name each other by title and number.
 * @throws Error when a paper names one that is not there
 */
export function finish(
  papers: readonly Paper[],
  handWritten: readonly DemoDocument[],
  today: Day,
): DemoDocument[] {
  const numbers = numbersOf(papers, handWritten, today);
  const titles = new Map([...papers, ...handWritten].map((p) => [p.key, p.title]));
  const cited = (text: string) =>
    text.replace(/\{cite:([^}]+)\}/g, (_, key: string) => {
      const title = titles.get(key);
      if (title === undefined) throw new Error(`a paper names ${key}, which is not there`);
      const number = numbers.get(key);
      return number === undefined ? titled(title) : `${titled(title)}（${number}）`;
    });
  const made = papers.map(({ on, series: _series, order, ...p }): DemoDocument => {
    const documentNumber = order ?? numbers.get(p.key);
    return {
      ...p,
      writtenDaysAgo: daysAgo(today, on),
      body: cited(p.body),
      ...(documentNumber === undefined ? {} : { documentNumber }),
      ...(p.summary === undefined ? {} : { summary: cited(p.summary) }),
      ...(p.correctedBody === undefined ? {} : { correctedBody: cited(p.correctedBody) }),
      ...(p.repeal === undefined ? {} : { repeal: { ...p.repeal, note: cited(p.repeal.note) } }),
    };
  });
  const own = handWritten.map((d) => {
    const documentNumber = numbers.get(d.key);
    return documentNumber === undefined ? d : { ...d, documentNumber };
  });
  return [...own, ...made];
}

function numbersOf(
  papers: readonly Paper[],
  handWritten: readonly DemoDocument[],
  today: Day,
): Map<string, string> {
  const wanting = [
    ...papers
      .filter((p) => p.series !== undefined && !WITHOUT_NUMBER.has(p.reach))
      .map((p) => ({ key: p.key, on: p.on, series: seriesOf(p) })),
    ...handWritten.flatMap((d) => {
      const series = d.documentNumber?.split('〔')[0];
      return series === undefined ? [] : [{ key: d.key, on: addDays(today, -d.writtenDaysAgo), series }];
    }),
  ].sort((a, b) => (a.on < b.on || (a.on === b.on && a.key < b.key) ? -1 : 1));
  const counted = new Map<string, number>();
  return new Map(
    wanting.map(({ key, on, series }) => {
      const front = `${series}〔${on.slice(0, 4)}〕`;
      const serial = (counted.get(front) ?? 0) + 1;
      counted.set(front, serial);
      return [key, `${front}${serial}号`];
    }),
  );
}
