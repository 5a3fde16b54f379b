import type { Day } from '../../law/day.ts';
import { type Change, type ChangeContext, change } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/pool.ts';
import { Forbidden, Refusal } from '../../platform/errors.ts';
import type { Keyring } from '../../platform/keyring.ts';
import { SealBroken } from '../../platform/sealing.ts';
import { type IntakeState, markFailed, openWaiting, setTaken, waitingIntakes } from './office.ts';

/** Submissions opened in one look; more wait for the next minute. */
const AT_ONCE = 200;

/** How one kind of submission becomes a case. */
export interface TakeIn<Read extends { organisationId: number }> {
  kind: string;
  /** The act; service and staff need it for the organisation that `read` names. */
  act: string;
  /** What the sender is told from then on. */
  told: IntakeState;
  /** Checks what came out of an envelope: it is as hostile as any form. @throws SealBroken for what is no such thing */
  read(tx: Tx, content: unknown): Promise<Read>;
  /** Opens the case. */
  enrol(c: Change, it: Read & { receivedOn: Day }): Promise<{ id: number; pid: string }>;
}

/** Opens one submission and enrols it. @returns false when somebody else was faster */
async function takeOne<Read extends { organisationId: number }>(
  ctx: ChangeContext & { keys: Keyring },
  spec: TakeIn<Read>,
  id: number,
): Promise<boolean> {
  try {
    await change(
      ctx,
      {
        act: spec.act,
        lock: async (tx) => {
          const opened = await openWaiting(tx, ctx.keys, id);
          if (!opened) throw new Refusal('这件提交已经登记。');
          const read = await spec.read(tx, opened.content);
          return {
            kind: 'intake',
            id,
            organisationId: read.organisationId,
            it: { ...read, receivedOn: opened.receivedOn },
          };
        },
      },
      async (c, subject) => {
        const head = await spec.enrol(c, subject.it);
        await setTaken(c, id, head.id, spec.told);
        return { casePid: head.pid };
      },
    );
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/**
 * Enrols what the portal has received of a kind. One that does not open is marked and left to a person; one that belongs
 * to an organisation outside the actor's rights is left for others.
 * @param onFailed told the number of each submission that could not be opened
 * @returns how many were enrolled
 */
export async function takeInWaiting<Read extends { organisationId: number }>(
  ctx: ChangeContext & { keys: Keyring },
  spec: TakeIn<Read>,
  onFailed: (id: number) => void,
): Promise<number> {
  let taken = 0;
  for (const { id } of await waitingIntakes(ctx.db, spec.kind, AT_ONCE))
    try {
      if (await takeOne(ctx, spec, id)) taken++;
    } catch (error) {
      if (error instanceof Forbidden) continue;
      if (!(error instanceof SealBroken)) throw error;
      onFailed(id);
      await markFailed(ctx.db, id, ctx.clock.now());
    }
  return taken;
}
