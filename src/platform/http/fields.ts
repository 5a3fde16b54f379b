import { z } from 'zod';

/** The public id of a thing, as it stands in addresses and forms: see `newPublicId`. */
export const publicId = z.string().regex(/^[0-9a-z]{10}$/);

/** The parameters of an address that names one thing. */
export const pidParams = z.object({ pid: publicId });

/**
 * The number of a page in an address, from 1; what is no such number counts as 1. A number beyond the end stays beyond it,
 * however large: the list says where it ends, or leads there.
 */
export const pageNumber = z
  .string()
  .regex(/^\d{1,100}$/)
  .transform((text) => Math.min(Math.max(Number(text), 1), Number.MAX_SAFE_INTEGER))
  .catch(1);

/** Public ids of the chosen rows of a list, at most 200; anything else counts as no choice. */
export const chosenRows = z
  .preprocess((v) => (v === undefined ? v : [v].flat()), z.array(publicId).max(200))
  .optional()
  .catch(undefined);

/** One of the keys of a table of words; anything else is refused. */
export function keyOf<T extends string>(words: Readonly<Record<T, unknown>>) {
  return z.enum(Object.keys(words) as [T, ...T[]]);
}
