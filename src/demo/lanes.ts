import type { Day } from '../law/day.ts';
import { addDays } from '../law/day.ts';
import type { DemoDocument } from './content/index.ts';
import { Walk, type WalkContext } from './walk.ts';

/** How many documents walk at once: more than the connections would only wait for each other. */
const AT_ONCE = 4;

/**
 * Takes all documents their way. Those of one body go one after the other in the order of their days, so that its index
 * numbers come out the same every time; bodies go side by side. A document waits for those that it names, which are
 * older: there is no circle.
 * @returns public ids of the documents by key
 * @throws Error the first that went wrong; nothing new begins then
 */
export async function walkAll(
  context: WalkContext,
  documents: readonly DemoDocument[],
): Promise<ReadonlyMap<string, string>> {
  const ordered = [...documents].sort((a, b) => b.writtenDaysAgo - a.writtenDaysAgo);
  const byKey = new Map(ordered.map((d) => [d.key, d]));
  const pids = new Map<string, string>();
  const done = new Map(ordered.map((d) => [d.key, Promise.withResolvers<void>()]));
  for (const { promise } of done.values()) promise.catch(() => undefined);
  const gate = new Gate(AT_ONCE);
  let failed = false;
  const walk = async (d: DemoDocument) => {
    await Promise.all((d.relations ?? []).map((r) => done.get(r.key)?.promise));
    await gate.pass(async () => {
      if (failed) return;
      pids.set(d.key, await new Walk(context, d, pids).run());
      if (d.repeal) await repeal(d, d.repeal);
    });
  };
  const repeal = async (d: DemoDocument, it: NonNullable<DemoDocument['repeal']>) => {
    const old = byKey.get(it.key)!;
    const on: Day = addDays(context.today, 1 - d.writtenDaysAgo);
    await new Walk(context, old, pids).repealed(pids.get(it.key)!, {
      on,
      effective: addDays(context.today, -it.daysAgo),
      note: it.note,
    });
  };
  const lanes = Map.groupBy(ordered, (d) => d.organisation);
  const lane = async (list: readonly DemoDocument[]) => {
    for (const d of list)
      try {
        await walk(d);
        done.get(d.key)!.resolve();
      } catch (error) {
        failed = true;
        done.get(d.key)!.reject(error);
        throw new Error(`${d.key}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
  };
  const ends = await Promise.allSettled([...lanes.values()].map(lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return pids;
}

/** Lets so many in at a time, in the order in which they came. */
class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#free = most;
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((enter) => this.#waiting.push(enter));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
