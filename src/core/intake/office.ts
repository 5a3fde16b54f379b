import type { Day } from '../../law/day.ts';
import type { Change } from '../../platform/change.ts';
import type { Database, Reader, Tx } from '../../platform/db/pool.ts';
import { newEnvelopePair, openEnvelope } from '../../platform/envelope.ts';
import type { Keyring } from '../../platform/keyring.ts';
import type { SealedColumn } from '../../platform/sealed-columns.ts';
import { SealBroken } from '../../platform/sealing.ts';
import { codeHash, codeOf, envelopeContext } from './portal.ts';

/** The private half is sealed for the purpose of its public half: exchanged rows do not open. */
const purpose = (id: number | string) => `intake-key ${id}`;

/** Where the private keys lie sealed, for rotation. */
export const INTAKE_KEY_COLUMN: SealedColumn = {
  table: 'intake_key',
  key: ['id'],
  column: 'private_sealed',
  purpose,
};

/** Makes the key pair of the intake if there is none in use. Harmless when done twice. */
export async function ensureIntakeKey(db: Database, keys: Keyring, now: Date): Promise<void> {
  const known = await db
    .selectFrom('intake_key')
    .select('id')
    .where('retired_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (known) return;
  const pair = newEnvelopePair();
  await db.transaction().execute(async (tx) => {
    // The number is part of the purpose and known only after the insert; nobody sees the row in between.
    const row = await tx
      .insertInto('intake_key')
      .values({ public_key: pair.publicKey, private_sealed: Buffer.alloc(0), made_at: now })
      .returning('id')
      .executeTakeFirstOrThrow();
    await tx
      .updateTable('intake_key')
      .set({ private_sealed: keys.seal(purpose(row.id), pair.privateKey) })
      .where('id', '=', row.id)
      .execute();
  });
}

/** A submission that waits to be enrolled. */
export interface WaitingIntake {
  id: number;
  receivedOn: Day;
}

/** Submissions of a kind that wait, oldest first; those that failed are left to a person. */
export async function waitingIntakes(db: Reader, kind: string, limit: number): Promise<WaitingIntake[]> {
  const rows = await db
    .selectFrom('intake')
    .select(['id', 'received_on as receivedOn'])
    .where('kind', '=', kind)
    .where('envelope', 'is not', null)
    .where('failed_at', 'is', null)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows as WaitingIntake[];
}

/** How many submissions of a kind wait, and how many could not be opened. */
export async function countWaiting(db: Reader, kind: string): Promise<{ waiting: number; failed: number }> {
  const row = await db
    .selectFrom('intake')
    .select((e) => [e.fn.countAll<number>().as('all'), e.fn.count<number>('failed_at').as('failed')])
    .where('kind', '=', kind)
    .where('envelope', 'is not', null)
    .executeTakeFirstOrThrow();
  return { waiting: row.all - row.failed, failed: row.failed };
}

/** Locks a waiting submission and opens it. @returns undefined when somebody else has taken it. @throws SealBroken */
export async function openWaiting(
  tx: Tx,
  keys: Keyring,
  id: number,
): Promise<{ kind: string; codeHash: string; receivedOn: Day; content: unknown } | undefined> {
  const row = await tx
    .selectFrom('intake')
    .innerJoin('intake_key', 'intake_key.id', 'intake.key_id')
    .select([
      'intake.kind',
      'intake.code_hash',
      'intake.received_on',
      'intake.envelope',
      'intake_key.id as keyId',
      'intake_key.public_key',
      'intake_key.private_sealed',
    ])
    .where('intake.id', '=', id)
    .where('intake.envelope', 'is not', null)
    .forUpdate('intake')
    .executeTakeFirst();
  if (!row?.envelope) return undefined;
  const pair = {
    publicKey: row.public_key,
    privateKey: keys.open(purpose(row.keyId), row.private_sealed),
  };
  const plain = openEnvelope(pair, row.envelope, envelopeContext(row.kind, row.code_hash));
  return {
    kind: row.kind,
    codeHash: row.code_hash,
    receivedOn: row.received_on as Day,
    content: parse(plain),
  };
}

function parse(plain: Buffer): unknown {
  try {
    return JSON.parse(plain.toString('utf8'));
  } catch {
    throw new SealBroken();
  }
}

/** What the sender of a submission is told. */
export interface IntakeState {
  state: string;
  closedOn: Day | null;
}

/** Marks a submission as enrolled under a case; its envelope goes. */
export async function setTaken(c: Change, id: number, caseId: number, told: IntakeState): Promise<void> {
  await c.tx
    .updateTable('intake')
    .set({
      envelope: null,
      taken_at: c.now,
      case_id: caseId,
      state: told.state,
      closed_on: told.closedOn,
    })
    .where('id', '=', id)
    .execute();
}

/** Sets what the sender of a case is told. Nothing happens when the case was not submitted with a query code. */
export async function setIntakeState(c: Change, caseId: number, told: IntakeState): Promise<void> {
  await c.tx
    .updateTable('intake')
    .set({ state: told.state, closed_on: told.closedOn })
    .where('case_id', '=', caseId)
    .execute();
}

/** Marks a submission that cannot be opened or read: it stays, and a person has to see to it. */
export async function markFailed(db: Database, id: number, now: Date): Promise<void> {
  await db
    .updateTable('intake')
    .set({ failed_at: now })
    .where('id', '=', id)
    .where('envelope', 'is not', null)
    .execute();
}

/**
 * A query code for a case that came in over the counter, from the secret of its form; the code itself is stored nowhere.
 */
export async function intakeReceipt(
  c: Change,
  it: { kind: string; nonce: string; caseId: number; told: IntakeState },
): Promise<void> {
  await c.tx
    .insertInto('intake')
    .values({
      kind: it.kind,
      code_hash: codeHash(codeOf(it.nonce)),
      received_at: c.now,
      received_on: c.today,
      taken_at: c.now,
      case_id: it.caseId,
      state: it.told.state,
      closed_on: it.told.closedOn,
    })
    .execute();
}
