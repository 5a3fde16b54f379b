import { sql } from 'kysely';
import type { Day } from '../../law/day.ts';
import type { Validity } from './words.ts';

/** The dates that decide whether a paper holds. `expiresOn` is its last day. */
export interface ValidityDates {
  effectiveOn: Day | null;
  expiresOn: Day | null;
  repealedOn: Day | null;
}

/** Whether a paper holds on a day. Repeal counts from its day on; a paper lapses the day after its last day. */
export function validityOn(d: ValidityDates, today: Day): Validity {
  if (d.repealedOn && d.repealedOn <= today) return 'repealed';
  if (d.expiresOn && d.expiresOn < today) return 'lapsed';
  if (d.effectiveOn && d.effectiveOn > today) return 'not-yet-effective';
  return 'in-force';
}

/** The same as `validityOn` for rows of `portal.live_document d`; a test holds both together. */
export function validitySql(today: Day) {
  return sql<Validity>`case
    when d.repealed_on <= ${today} then 'repealed'
    when d.expires_on < ${today} then 'lapsed'
    when d.effective_on > ${today} then 'not-yet-effective'
    else 'in-force' end`;
}
