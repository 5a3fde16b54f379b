import { z } from 'zod';

/** The public id of a thing, as it stands in addresses and forms: see `newPublicId`. */
export const publicId = z.string().regex(/^[0-9a-z]{10}$/);

/** The parameters of an address that names one thing. */
export const pidParams = z.object({ pid: publicId });

/**
 * The number of a page in an address, from 1; what is no such number counts as 1. A number beyond the end stays what it is,
 * however large: the list says where it ends.
 */
export const pageNumber = z.coerce.number().int().min(1).catch(1);

/** One of the keys of a table of words; anything else is refused. */
export function keyOf<T extends string>(words: Readonly<Record<T, unknown>>) {
  return z.enum(Object.keys(words) as [T, ...T[]]);
}
