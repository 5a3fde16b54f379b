import { addDays } from '../../../law/day.ts';
import type { Paper } from './paper.ts';

/** A paper rests on another only when that one has been out for a while: days. */
const APART = 7;

/** What papers of one matter rest on, by the part of their key behind the matter's: the first of these that is there. */
const RESTS_ON: Readonly<Record<string, readonly (readonly ['based-on' | 'related', string])[]>> = {
  call: [
    ['based-on', 'rules'],
    ['based-on', 'plan'],
  ],
  roster: [
    ['based-on', 'call'],
    ['based-on', 'rules'],
    ['based-on', 'plan'],
  ],
  visit: [['related', 'plan']],
  reply: [['related', 'plan']],
  report: [['related', 'report']],
};

/** The part of a key that says what kind of paper it is: old-estates-rules-old → rules-old, …-plan-1 → plan. */
const kindOf = (paper: Paper, matter: string) => paper.key.slice(matter.length + 1).replace(/-\d+$/, '');

/**
 * The papers of a matter with what they rest on: those that say nothing of others name the latest older one that fits.
 * @param matter its key
 */
export function relate(papers: readonly Paper[], matter: string): Paper[] {
  const newest = [...papers].sort((a, b) => (a.on < b.on ? 1 : -1));
  return papers.map((p) => {
    if (p.relations) return p;
    const until = addDays(p.on, -APART);
    for (const [kind, wanted] of RESTS_ON[kindOf(p, matter)] ?? []) {
      const found = newest.find((o) => o.on < until && kindOf(o, matter) === wanted);
      if (found) return { ...p, relations: [{ kind, key: found.key }] };
    }
    return p;
  });
}

/**
 * Papers of a series with the one before them.
 * @param before key of a paper → key of the one before it
 */
export function follow(papers: readonly Paper[], before: Readonly<Record<string, string>>): Paper[] {
  const byKey = new Map(papers.map((p) => [p.key, p]));
  return papers.map((p) => {
    const earlier = byKey.get(before[p.key] ?? '');
    return earlier && earlier.on < p.on && !p.relations
      ? { ...p, relations: [{ kind: 'related', key: earlier.key }] }
      : p;
  });
}
