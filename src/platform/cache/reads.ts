import { AsyncLocalStorage } from 'node:async_hooks';

/*
 * What a page has read of the database. Every statement names the relations it reads, so no page and no read function
 * has to say so, and none can forget to.
 */

/** What has been read so far. */
export interface Reads {
  /** Relations of the schema `portal` that statements have named. */
  relations: Set<string>;
  /** Finer marks that read functions have declared in place of relations. */
  tags: Set<string>;
  /** A statement named no relation of the schema `portal`: nobody can tell when its answer changes. */
  unknown: boolean;
}

interface Reading {
  reads: Reads;
  narrow?: { tags: readonly string[]; relations: ReadonlySet<string> };
}

const current = new AsyncLocalStorage<Reading>();

/** Runs something and collects what it reads, whatever it awaits. */
export async function collectReads<T>(run: () => Promise<T>): Promise<{ value: T; reads: Reads }> {
  const reads: Reads = { relations: new Set(), tags: new Set(), unknown: false };
  return { value: await current.run({ reads }, run), reads };
}

/**
 * Runs reads that depend on no more of some relations than the rows a mark stands for, e.g. one paper. The database
 * must write such a mark whenever one of these rows changes (see the migration of the page cache).
 * @param tags the marks, e.g. `doc:<public id>`
 * @param relations names without schema for which they stand; other relations that are read count whole
 */
export function narrowed<T>(
  tags: readonly string[],
  relations: readonly string[],
  run: () => Promise<T>,
): Promise<T> {
  const reading = current.getStore();
  if (!reading) return run();
  return current.run({ reads: reading.reads, narrow: { tags, relations: new Set(relations) } }, run);
}

/** Statements that read nothing: borders of transactions, settings of one. */
const STEERING =
  /^\s*(?:begin|start transaction|commit|rollback|savepoint|release|set local|set transaction)\b/i;

const SHAPES_KEPT = 2000;
const shapes = new Map<string, readonly string[]>();

/** The relations and functions of the schema `portal` that a statement names. */
function relationsOf(sql: string): readonly string[] {
  const known = shapes.get(sql);
  if (known) return known;
  const names = [
    ...new Set(
      [...sql.matchAll(/(?<![\w.])"?portal"?\s*\.\s*"?([a-z_][a-z0-9_]*)/gi)].map((m) => m[1]!.toLowerCase()),
    ),
  ];
  if (shapes.size >= SHAPES_KEPT) shapes.clear();
  shapes.set(sql, names);
  return names;
}

/** Told of every statement of a pool. */
export function noteStatement(sql: string): void {
  const reading = current.getStore();
  if (!reading) return;
  if (STEERING.test(sql)) return;
  const { reads, narrow } = reading;
  const names = relationsOf(sql);
  if (names.length === 0) reads.unknown = true;
  for (const name of names)
    if (narrow?.relations.has(name)) for (const tag of narrow.tags) reads.tags.add(tag);
    else reads.relations.add(name);
}
