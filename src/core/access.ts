import type { Role } from './words.ts';

/** Which roles hold which acts, declared by one module. */
export type AccessTable = Readonly<Record<string, readonly Role[]>>;

/**
 * Joins the tables of all modules.
 * @returns the acts of each role
 * @throws Error when two modules declare the same act
 */
export function joinAccess(tables: readonly AccessTable[]): ReadonlyMap<Role, ReadonlySet<string>> {
  const acts = new Map<Role, Set<string>>();
  const seen = new Set<string>();
  for (const table of tables)
    for (const [act, roles] of Object.entries(table)) {
      if (seen.has(act)) throw new Error(`act ${act} is declared twice`);
      seen.add(act);
      for (const role of roles) acts.set(role, (acts.get(role) ?? new Set()).add(act));
    }
  return acts;
}
