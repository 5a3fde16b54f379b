import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import { type EffectLevel, GENRES_WITHOUT_VALIDITY, type Validity } from './words.ts';

/** What makes a paper one of a kind. */
export interface PaperKind {
  title: string;
  genre: string;
  effectLevel: EffectLevel;
  /** Whether it says of itself that it interprets another paper. */
  interpretation: boolean;
}

/** Whether this explains another paper and rules nothing itself, by its relation or its title. */
export function isInterpretation(item: Pick<PaperKind, 'title' | 'interpretation'>): boolean {
  return item.interpretation || /解读[）)”"》]?$/u.test(item.title.trim());
}

/**
 * Whether papers of this kind hold or do not hold: rules and normative documents always (规章、行政规范性文件: 条例第二十条第一项),
 * of other papers those that order, lay down or plan. Reports, notices of fact, letters, interpretations do not.
 */
export function hasValidity(paper: PaperKind): boolean {
  if (paper.effectLevel !== 'other-document') return true;
  return !isInterpretation(paper) && !GENRES_WITHOUT_VALIDITY.some((genre) => genre === paper.genre);
}

/** What decides whether a paper holds. `expiresOn` is its last day. */
export interface ValidityFacts {
  effectiveOn: Day | null;
  expiresOn: Day | null;
  repealedOn: Day | null;
  /** Whether its kind has validity. */
  hasValidity: boolean;
}

/**
 * Whether a paper holds on a day. Repeal counts from its day on; a paper lapses the day after its last day. A paper that
 * names a day for itself, or was repealed, holds or does not, whatever its kind.
 */
export function validityOn(d: ValidityFacts, today: Day): Validity {
  if (d.repealedOn && d.repealedOn <= today) return 'repealed';
  if (d.expiresOn && d.expiresOn < today) return 'lapsed';
  if (d.effectiveOn && d.effectiveOn > today) return 'not-yet-effective';
  return d.hasValidity || d.effectiveOn || d.expiresOn || d.repealedOn ? 'in-force' : 'not-applicable';
}

/**
 * The same as `validityOn` for rows of `portal.live_document d`; a test holds both together, and with the functions of the
 * search and of the kept counts.
 */
export function validitySql(today: Day) {
  return sql<Validity>`case
    when d.repealed_on <= ${today} then 'repealed'
    when d.expires_on < ${today} then 'lapsed'
    when d.effective_on > ${today} then 'not-yet-effective'
    when d.has_validity or coalesce(d.effective_on, d.expires_on, d.repealed_on) is not null then 'in-force'
    else 'not-applicable' end`;
}
