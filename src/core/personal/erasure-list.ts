import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { instant } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/pool.ts';
import { type ErasureEntry, listErasures } from './erasure.ts';
import { ERASURE_BASES, type ErasureBasis } from './words.ts';

/*
 * The list of erasures outside the database: a backup is older than what was erased after it, so restoring it alone
 * would bring the values back. It holds references and kinds, no values.
 */

const FORM = 'mingtang-erasure-1';
const REF = z.string().regex(/^[0-9abcdefghjkmnpqrstvwxyz]{10}$/);
const LINE = z.object({
  form: z.literal(FORM),
  caseId: z.number().int().positive(),
  keyRef: REF,
  valueRefs: z.array(REF),
  kinds: z.array(z.string()),
  keyDestroyed: z.boolean(),
  basis: z.enum(Object.keys(ERASURE_BASES) as [ErasureBasis, ...ErasureBasis[]]),
  basisRef: z.string().max(100),
  personId: z.number().int().nullable(),
  service: z.string().nullable(),
  at: z.iso.datetime({ offset: true }).transform((s) => instant(s)),
});

/** The file of erasures in the folder of what is kept outside the database. */
export function erasureFile(folder: string): string {
  return path.join(folder, 'erasures.jsonl');
}

/** What makes an erasure the one it is, whatever database it comes from. */
function identity(e: Pick<ErasureEntry, 'keyRef' | 'valueRefs'>): string {
  return `${e.keyRef} ${e.valueRefs.join(' ')}`;
}

/**
 * Reads a list of erasures.
 * @returns the entries, and the numbers of the lines that are none
 */
export function readErasureList(file: string): { entries: ErasureEntry[]; unreadable: number[] } {
  const entries: ErasureEntry[] = [];
  const unreadable: number[] = [];
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n') : [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    try {
      const { form: _form, ...entry } = LINE.parse(JSON.parse(line));
      entries.push(entry);
    } catch {
      unreadable.push(i + 1);
    }
  }
  return { entries, unreadable };
}

/** The number of the latest erasure; undefined when there is none. Cheap: asked every minute. */
export async function latestErasure(db: Database): Promise<number | undefined> {
  const row = await db.selectFrom('erasure').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst();
  return row?.id;
}

/** Adds to the file every erasure of the database that it does not hold yet. @returns how many were added */
export async function exportErasures(db: Database, folder: string): Promise<number> {
  const file = erasureFile(folder);
  const known = new Set(readErasureList(file).entries.map(identity));
  const missing = (await listErasures(db)).filter((e) => !known.has(identity(e)));
  if (missing.length === 0) return 0;
  fs.mkdirSync(folder, { recursive: true });
  const handle = fs.openSync(file, 'a', 0o640);
  try {
    // A line that a crash has cut stays alone: the next one begins anew.
    fs.writeSync(handle, `\n${missing.map((e) => JSON.stringify({ form: FORM, ...e })).join('\n')}\n`);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  return missing.length;
}
