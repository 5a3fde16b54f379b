import { type Counterpart, counterparts } from '../../core/index.ts';
import type { Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import type { Issue } from '../../platform/errors.ts';

const MAKING = ['feedback.reply', 'feedback.propose'];
const ARTICLE = '对外发布至少两人';

/** Who answered a feedback or made its public rendition, and for whom as a deputy. */
async function makers(db: Reader, caseId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('case_event')
    .select(['person_id', 'for_person_id'])
    .where('case_id', '=', caseId)
    .where('act', 'in', MAKING)
    .execute();
  return rows.flatMap((r) => [r.person_id, r.for_person_id]).filter((id) => id !== null);
}

function because(c: Counterpart): string {
  return c.relation === 'absent' ? `您正代理${c.name}` : `${c.name}正代理您`;
}

/**
 * Why this natural person may not decide on the publication of a feedback: whoever answered it or made its public
 * version, or counts as one with them today. Undefined when nothing speaks against it.
 */
export async function approvalIssue(
  db: Reader,
  it: { caseId: number; personId: number; today: Day },
): Promise<Issue | undefined> {
  const hands = await makers(db, it.caseId);
  if (hands.includes(it.personId))
    return { message: '答复或者公开版由您提出，须由另一位同事批准。', article: ARTICLE };
  const other = (await counterparts(db, it.personId, it.today)).find((c) => hands.includes(c.personId));
  return other
    ? {
        message: `${because(other)}，代理期间两人视为同一人；本件由${other.name}答复或者提出，须由另一位同事批准。`,
        article: ARTICLE,
      }
    : undefined;
}

/** The objection of this module for pages that speak of all: see `House.objection`. */
export async function objection(
  db: Reader,
  it: { caseId: number; act: string; personId: number; today: Day },
): Promise<Issue | undefined> {
  return ['feedback.approve', 'feedback.return'].includes(it.act) ? approvalIssue(db, it) : undefined;
}
