import { endRegionalDay, putRegionalDay, putYear } from '../../../core/calendar/index.ts';
import { notify } from '../../../core/index.ts';
import type { Day } from '../../../law/day.ts';
import type { YearArrangement } from '../../../law/terms/calendar.ts';
import {
  affectedPeople,
  type ClockMove,
  DATE_MOVES_PATH,
  recomputeClocks,
} from '../../../mechanisms/procedure/index.ts';
import { type Change, type ChangeContext, change, type Subject } from '../../../platform/change.ts';
import type { Reader, Tx } from '../../../platform/db/pool.ts';
import { NotFound, Refusal } from '../../../platform/errors.ts';

/** The organisation at the top: the arrangements of the State Council hold for everything below it. */
export async function topOrganisation(db: Reader): Promise<{ id: number; name: string }> {
  const row = await db
    .selectFrom('organisation')
    .select(['id', 'name'])
    .where('kind', '=', 'city-government')
    .orderBy('id')
    .executeTakeFirst();
  if (!row) throw new NotFound('还没有市人民政府这一机构，请先建立机构。');
  return row;
}

async function lockTop(tx: Tx): Promise<Subject> {
  const top = await topOrganisation(tx);
  return { kind: 'calendar', id: 'state-council', organisationId: top.id };
}

/** Tells everybody concerned, each once, how many of their dates have moved and why. */
export async function tellOfMoves(c: Change, moves: readonly ClockMove[], why: string): Promise<number> {
  const people = await affectedPeople(c.tx, [...new Set(moves.map((m) => m.caseId))], c.today);
  const byPerson = new Map<number, ClockMove[]>();
  for (const move of moves)
    for (const person of people.get(move.caseId) ?? [])
      byPerson.set(person, [...(byPerson.get(person) ?? []), move]);
  for (const [person, own] of byPerson) {
    const [first] = own;
    if (!first) continue;
    const text =
      own.length === 1
        ? `${why}，您经手的 1 件期限由 ${first.from} 改为 ${first.to}。`
        : `${why}，您经手的 ${own.length} 件期限有变动。`;
    await notify(c, { to: [person], kind: 'date-moved', text, path: DATE_MOVES_PATH });
  }
  return byPerson.size;
}

async function recompute(c: Change, why: string): Promise<{ moved: number; told: number }> {
  const moves = await recomputeClocks(c, { why, reason: 'calendar' });
  const told = await tellOfMoves(c, moves, why);
  c.note({ moved: moves.length, told });
  return { moved: moves.length, told };
}

/** Loads a checked arrangement: it holds, open dates follow and the people concerned are told, all at once or not at all. */
export async function loadYear(
  ctx: ChangeContext,
  it: { arrangement: YearArrangement; once: string },
): Promise<{ moved: number; told: number }> {
  return change(ctx, { act: 'calendar.load', once: it.once, lock: lockTop }, async (c) => {
    const version = await putYear(c, it.arrangement);
    c.created({ kind: 'calendar', id: version });
    return recompute(c, `${it.arrangement.year} 年放假安排已装载`);
  });
}

/** Lays down a day off or a day worked for an organisation and all below it (放假办法第四条). */
export async function addRegionalDay(
  ctx: ChangeContext,
  it: {
    organisationId: number;
    day: Day;
    working: boolean;
    name: string;
    source: string;
    once: string;
  },
): Promise<{ moved: number; told: number }> {
  return change(
    ctx,
    {
      act: 'calendar.set-regional-day',
      once: it.once,
      lock: async () => ({
        kind: 'organisation',
        id: it.organisationId,
        organisationId: it.organisationId,
      }),
    },
    async (c) => {
      await putRegionalDay(c, it);
      return recompute(c, `地区安排 ${it.day} ${it.working ? '上班' : '放假'}`);
    },
  );
}

/** Takes a regional day back; dates that counted by it move again. @throws Refusal when it has been taken back already */
export async function removeRegionalDay(
  ctx: ChangeContext,
  it: { id: number; once: string },
): Promise<{ moved: number; told: number }> {
  return change(
    ctx,
    {
      act: 'calendar.set-regional-day',
      once: it.once,
      lock: async (tx) => {
        const row = await tx
          .selectFrom('regional_day')
          .select(['id', 'organisation_id as organisationId', 'on_day as day', 'ended_by_id as endedBy'])
          .where('id', '=', it.id)
          .forUpdate()
          .executeTakeFirst();
        if (!row) throw new NotFound('没有这条地区安排。');
        return { kind: 'regional-day', ...row };
      },
    },
    async (c, row) => {
      if (row.endedBy !== null) throw new Refusal('这条地区安排已经取消。');
      await endRegionalDay(c, { id: row.id, day: row.day as Day });
      return recompute(c, `取消地区安排 ${row.day}`);
    },
  );
}
