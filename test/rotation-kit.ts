import type { SealedColumn } from '../src/platform/sealed-columns.ts';

/** What the killed runs seal again; the whole list is proven elsewhere. */
export const CASE_KEYS: SealedColumn = {
  table: 'case_key',
  key: ['case_id'],
  column: 'key_sealed',
  purpose: (id) => `case-key ${id}`,
};
