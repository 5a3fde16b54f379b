import type { Reader, Tx } from '../../platform/db/pool.ts';
import { NOTICE_KINDS, type NoticeKind } from '../notices.ts';
import type { Channel, Rhythm } from './words.ts';

/** Kinds for which people may choose; urgent ones go at once to every confirmed address. */
export const CHOOSABLE = (Object.keys(NOTICE_KINDS) as NoticeKind[]).filter((k) => !NOTICE_KINDS[k].urgent);

/** Without a choice: a mail a day, no text messages, which cost money. */
const USUAL: Readonly<Record<Channel, Rhythm>> = { mail: 'daily', hook: 'never' };

/** The choices of people, as a function. */
export type Choices = (personId: number, channel: Channel, kind: NoticeKind) => Rhythm;

/** Reads what these people have chosen. */
export async function readChoices(db: Reader, people: readonly number[]): Promise<Choices> {
  const rows = people.length
    ? await db.selectFrom('notice_choice').selectAll().where('person_id', 'in', people).execute()
    : [];
  const chosen = new Map(rows.map((r) => [`${r.person_id} ${r.channel} ${r.kind}`, r.rhythm as Rhythm]));
  return (personId, channel, kind) =>
    NOTICE_KINDS[kind].urgent ? 'at-once' : (chosen.get(`${personId} ${channel} ${kind}`) ?? USUAL[channel]);
}

/** Stores choices of a person; kinds that are not named keep theirs. */
export async function setChoices(
  tx: Tx,
  personId: number,
  choices: readonly { channel: Channel; kind: NoticeKind; rhythm: Rhythm }[],
): Promise<void> {
  if (choices.length === 0) return;
  await tx
    .insertInto('notice_choice')
    .values(choices.map((c) => ({ person_id: personId, ...c })))
    .onConflict((c) =>
      c.columns(['person_id', 'channel', 'kind']).doUpdateSet((e) => ({ rhythm: e.ref('excluded.rhythm') })),
    )
    .execute();
}
