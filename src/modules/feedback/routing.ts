import { type Holder, holdersOf, notify } from '../../core/index.ts';
import { chineseDay, type Day } from '../../law/day.ts';
import { titled } from '../../law/titles.ts';
import { casePath } from '../../mechanisms/procedure/index.ts';
import type { Change } from '../../platform/change.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { draftersOf } from '../documents/index.ts';
import { HANDLERS } from './lifecycle.ts';
import { INTAKE } from './words.ts';

/** Everybody who may handle the feedback of an organisation on the day, deputies included. */
export async function handlersOf(db: Reader, organisationId: number, today: Day): Promise<Holder[]> {
  const handlers: readonly string[] = HANDLERS;
  return (await holdersOf(db, [organisationId], today)).filter((h) => handlers.includes(h.role));
}

/**
 * Whose a feedback is: the drafter of what the public sees, while that person still writes for the organisation; else
 * nobody in particular, and the editors are told.
 */
export async function route(
  db: Reader,
  it: { documentId: number; organisationId: number; today: Day },
): Promise<{ owner: number | undefined; told: number[] }> {
  const holders = await handlersOf(db, it.organisationId, it.today);
  const drafters = await draftersOf(db, it.documentId);
  const owner = drafters.find((id) => holders.some((h) => h.personId === id && h.ownerId === id));
  const editors = holders.filter((h) => h.role === 'editor');
  const told =
    owner === undefined
      ? editors.length > 0
        ? editors
        : holders
      : holders.filter((h) => h.ownerId === owner);
  return { owner, told: told.map((h) => h.personId) };
}

/** Gives the handlers' tasks of a case to one person, or back to all of them; others see them in the list still. */
export async function giveTasks(c: Change, caseId: number, personId: number | null): Promise<void> {
  await c.tx
    .updateTable('task')
    .set({ person_id: personId })
    .where('case_id', '=', caseId)
    .where('post', 'in', [...HANDLERS])
    .execute();
}

/** Tells people that a feedback waits for them. The title is public, the content and the sender are not named. */
export async function tellHandlers(
  c: Change,
  it: { pid: string; title: string; due: Day; to: readonly number[]; what: string },
): Promise<void> {
  await notify(c, {
    to: it.to,
    kind: 'feedback',
    text: `${it.what}：${titled(it.title)}，请在${chineseDay(it.due)}前答复。`,
    path: casePath('', it.pid, INTAKE),
    about: it.pid,
    aboutDay: it.due,
  });
}
