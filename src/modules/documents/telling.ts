import { notify } from '../../core/index.ts';
import type { Change } from '../../platform/change.ts';

/**
 * Tells those who have drafted a document, in any of its passages, what became of it; not the person who has just done
 * it. The words stay in the house and hold nothing but the title.
 */
export async function tellDrafters(
  c: Change,
  it: { documentId: number; casePid: string; text: string; also?: readonly number[] },
): Promise<void> {
  const rows = await c.tx
    .selectFrom('passage_drafter')
    .innerJoin('document_passage', 'document_passage.case_id', 'passage_drafter.case_id')
    .select('passage_drafter.person_id as id')
    .distinct()
    .where('document_passage.document_id', '=', it.documentId)
    .execute();
  const people = [...rows.map((r) => r.id), ...(it.also ?? [])];
  await notify(c, {
    to: people.filter((id) => id !== c.actor.personId),
    kind: 'paper',
    text: it.text,
    path: `/cases/${it.casePid}`,
    about: it.casePid,
  });
}
