import type { Person } from '../../../core/index.ts';
import { bringWordBack, keptMiss, takeWordOff } from '../../../mechanisms/publication/index.ts';
import { type ChangeContext, change } from '../../../platform/change.ts';
import type { Reader } from '../../../platform/db/pool.ts';
import { Refusal } from '../../../platform/errors.ts';

/** Whose home page shows the words: the organisation of the first site; undefined before set-up. */
export async function wordsOwner(db: Reader): Promise<number | undefined> {
  const site = await db
    .selectFrom('site')
    .select('organisation_id')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return site?.organisation_id;
}

/**
 * Takes words off 大家在查, or brings them back; holds for as long as nobody does the opposite. The audit row names them by
 * the number under which they are kept.
 * @throws Refusal when that is done already, or the words are none that can be shown
 */
export function settleWord(
  ctx: ChangeContext & { actor: Person },
  it: { word: string; to: 'off' | 'back'; once: string },
): Promise<{ to: string }> {
  return change(
    ctx,
    {
      act: 'search.take-off-word',
      once: it.once,
      async lock(tx) {
        const owner = await wordsOwner(tx);
        if (owner === undefined) throw new Refusal('还没有站点，没有可以撤下的词。');
        return { kind: 'search-word', id: it.to, organisationId: owner };
      },
    },
    async (c) => {
      if (it.to === 'off' && keptMiss(it.word) !== it.word)
        throw new Refusal('这不是“大家在查”中的词，请从列表中选择。');
      const id =
        it.to === 'off'
          ? await takeWordOff(c.tx, { word: it.word, personId: ctx.actor.personId, now: c.now })
          : await bringWordBack(c.tx, it.word);
      if (id === undefined)
        throw new Refusal(it.to === 'off' ? '这个词已经撤下。' : '这个词没有撤下，不用恢复。');
      c.created({ kind: 'search-word', id });
      c.note({ to: it.to });
      return { to: it.to };
    },
  );
}
