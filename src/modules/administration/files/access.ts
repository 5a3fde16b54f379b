import { type AccessTable, REFUSE_INFECTED } from '../../../core/index.ts';

/** What the program itself does with files; no role holds it. */
export const access = {
  [REFUSE_INFECTED]: [],
} as const satisfies AccessTable;
