import { LATIN, NAMES, type Paper, randomFrom, SUBJECTS } from './corpus.ts';

/** The seven kinds of queries, and how many of each are asked. */
export const KINDS = {
  'two characters': 15,
  'four characters': 15,
  'several words': 7,
  'long phrase': 9,
  'document number': 5,
  name: 4,
  Latin: 5,
} as const;
export type Kind = keyof typeof KINDS;

/** A query that somebody might type, frequent words and rare ones. */
export interface Query {
  kind: Kind;
  text: string;
}

/** Sixty queries, each of which finds something in these papers. */
export function queriesFrom(papers: readonly Paper[]): Query[] {
  const random = randomFrom(7);
  const integer = (below: number) => Math.floor(random() * below);
  const paper = () => papers[integer(papers.length)] as Paper;
  const spread = (list: readonly string[], i: number, of: number) =>
    list[Math.floor((i * list.length) / of)] ?? '';
  const cut = (length: number): string => {
    for (;;) {
      const runs = [...paper().body.matchAll(new RegExp(`\\p{Script=Han}{${length},}`, 'gu'))];
      const run = runs[integer(runs.length)]?.[0];
      if (run) {
        const from = integer(run.length - length + 1);
        return run.slice(from, from + length);
      }
    }
  };
  const numbered = papers.filter((p) => p.documentNumber);
  const make: Record<Kind, (i: number) => string> = {
    'two characters': (i) => (i < 5 ? spread(SUBJECTS, i, 5).slice(0, 2) : cut(2)),
    'four characters': (i) => (i < 8 ? spread(SUBJECTS, i, 8) : cut(4)),
    'several words': () => `${cut(2)} ${cut(3)}`.concat(random() < 0.5 ? ` ${cut(2)}` : ''),
    'long phrase': () => cut(10),
    // Citizens write the brackets as their keyboard gives them.
    'document number': (i) => {
      const number = (numbered[integer(numbered.length)] as Paper).documentNumber;
      return i % 2 === 0 ? number : number.replace('〔', '[').replace('〕', ']');
    },
    name: (i) => spread(NAMES, i, KINDS.name),
    Latin: (i) => spread(LATIN, i, KINDS.Latin).toUpperCase(),
  };
  return (Object.keys(KINDS) as Kind[]).flatMap((kind) =>
    Array.from({ length: KINDS[kind] }, (_, i) => ({ kind, text: make[kind](i) })),
  );
}
