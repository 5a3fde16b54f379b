import type { Counterpart } from '../../core/index.ts';
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
  /** Absent people for whom one of the drafters acted as a deputy. */
  draftedFor: readonly number[];
  /** Persons of the reviews given so far on this edition, and the absent person in whose place one was given. */
  reviewers: readonly { kind: ReviewKind; personId: number; forPersonId: number | null }[];
}

/** The natural person who is to review. */
export interface Reviewer {
  personId: number;
  /** With whom the person counts as one today: whom they deputise for, and who deputises for them. */
  counterparts: readonly Counterpart[];
}

const ORDER: readonly ReviewKind[] = ['attribute', 'secrecy', 'sign-off'];

/** Number of natural persons behind these groups: groups that share a member are one. */
function countPersons(groups: readonly (readonly number[])[]): number {
  const merged: Set<number>[] = [];
  for (const group of groups) {
    const same = merged.filter((m) => group.some((id) => m.has(id)));
    const one = new Set([...group, ...same.flatMap((m) => [...m])]);
    for (const m of same) merged.splice(merged.indexOf(m), 1);
    merged.push(one);
  }
  return merged.length;
}

/** How two people come to count as one, to begin a sentence. */
function because(c: Counterpart): string {
  return c.relation === 'absent'
    ? `您正代理${c.name}，代理期间两人视为同一人`
    : `${c.name}正代理您，代理期间两人视为同一人`;
}

/**
 * Why this natural person may not give this review, or undefined. The drafters count as one of the persons of the
 * policy; the steps that remain must still be able to reach its number. A deputy inherits what the absent person has
 * done, and the absent person what the deputy does, as long as the deputation holds; what was done in somebody's place
 * counts as theirs for ever.
 */
export function separationIssue(
  policy: ReviewPolicy,
  hands: Hands,
  kind: ReviewKind,
  reviewer: Reviewer,
): Issue | undefined {
  const label = REVIEW_KINDS[kind].label;
  const { personId, counterparts } = reviewer;
  const drafting = '起草与审签分离';
  if (hands.drafters.includes(personId))
    return {
      message: `您参与了本件的起草或修改，不能再作${label}，请由其他同事办理。`,
      article: drafting,
    };
  if (hands.draftedFor.includes(personId))
    return {
      message: `代理人曾代您起草或修改本件，视同您本人起草，不能再作${label}，请由其他同事办理。`,
      article: drafting,
    };
  const drafter = counterparts.find(
    (c) => hands.drafters.includes(c.personId) || hands.draftedFor.includes(c.personId),
  );
  if (drafter)
    return {
      message: `${because(drafter)}；${drafter.name}参与了本件的起草或修改，所以您不能作${label}，请由其他同事办理。`,
      article: drafting,
    };
  const given = hands.reviewers.map((r) =>
    r.forPersonId === null ? [r.personId] : [r.personId, r.forPersonId],
  );
  const remaining = ORDER.length - 1 - ORDER.indexOf(kind);
  const enough = (own: readonly number[]) => 1 + countPersons([...given, own]) + remaining >= policy.persons;
  if (enough([personId, ...counterparts.map((c) => c.personId)])) return undefined;
  const earlier = counterparts.find((c) => given.some((group) => group.includes(c.personId)));
  return {
    message:
      earlier && enough([personId])
        ? `${because(earlier)}；${earlier.name}已经办过前面的环节，本单位规定一件文件至少由 ${policy.persons} 人经手，所以您不能作${label}，请由其他同事办理。`
        : `本单位规定一件文件至少由 ${policy.persons} 人经手，您已经办过前面的环节，不能再作${label}，请由其他同事办理。`,
    article: policy.source,
  };
}

/** Why this person may not decide on a withdrawal, or undefined: whoever proposed it, or counts as one with them. */
export function withdrawalIssue(
  row: { proposedById: number; proposedForId: number | null },
  decider: Reviewer,
): Issue | undefined {
  const proposers = [row.proposedById, row.proposedForId];
  if (proposers.includes(decider.personId)) return { message: '撤回由您提出，须由另一位同事批准。' };
  const other = decider.counterparts.find((c) => proposers.includes(c.personId));
  return other ? { message: `${because(other)}；撤回由${other.name}提出，须由另一位同事批准。` } : undefined;
}
