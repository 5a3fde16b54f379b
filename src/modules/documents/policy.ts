import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import type { Issue } from '../../platform/errors.ts';
import { REVIEW_KINDS, type ReviewKind } from './words.ts';

/** How many natural persons a document must pass through, and where that is laid down. */
export interface ReviewPolicy {
  persons: number;
  source: string;
}

/** No policy may go below two persons: the drafter approves nothing. */
const FLOOR: ReviewPolicy = { persons: 2, source: '平台底线：至少两人，起草人不得审签本人起草的文件' };

/** The policy for documents of an organisation of this kind on a day; the floor where none is laid down. */
export async function reviewPolicy(db: Reader, organisationKind: string, today: Day): Promise<ReviewPolicy> {
  const row = await db
    .selectFrom('review_policy')
    .select(['persons', 'source'])
    .where('organisation_kind', '=', organisationKind)
    .where('document_type', '=', 'policy')
    .where('valid_from', '<=', today)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', today)]))
    .orderBy('valid_from', 'desc')
    .executeTakeFirst();
  return row ?? FLOOR;
}

/** Who has had a hand in an edition so far. */
export interface Hands {
  drafters: readonly number[];
  /** Persons of the reviews given so far on this edition. */
  reviewers: readonly { kind: ReviewKind; personId: number }[];
}

const ORDER: readonly ReviewKind[] = ['attribute', 'secrecy', 'sign-off'];

/**
 * Why this natural person may not give this review, or undefined. The drafters count as one of the persons of the
 * policy; the steps that remain must still be able to reach its number.
 */
export function separationIssue(
  policy: ReviewPolicy,
  hands: Hands,
  kind: ReviewKind,
  personId: number,
): Issue | undefined {
  const label = REVIEW_KINDS[kind].label;
  if (hands.drafters.includes(personId))
    return {
      message: `您参与了本件的起草或修改，不能再作${label}，请由其他同事办理。`,
      article: '起草与审签分离',
    };
  const distinct = 1 + new Set([...hands.reviewers.map((r) => r.personId), personId]).size;
  const remaining = ORDER.length - 1 - ORDER.indexOf(kind);
  if (distinct + remaining < policy.persons)
    return {
      message: `本单位规定一件文件至少由 ${policy.persons} 人经手，您已经办过前面的环节，不能再作${label}，请由其他同事办理。`,
      article: policy.source,
    };
  return undefined;
}
