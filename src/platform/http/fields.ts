import { z } from 'zod';

/** The public id of a thing, as it stands in addresses and forms: see `newPublicId`. */
export const publicId = z.string().regex(/^[0-9a-z]{10}$/);

/** The parameters of an address that names one thing. */
export const pidParams = z.object({ pid: publicId });

/** One of the keys of a table of words; anything else is refused. */
export function keyOf<T extends string>(words: Readonly<Record<T, unknown>>) {
  return z.enum(Object.keys(words) as [T, ...T[]]);
}
