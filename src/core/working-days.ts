import { type Day, weekday } from '../law/day.ts';
import type { Reader } from '../platform/db/pool.ts';

/** Finds which days are worked in an organisation. */
export type WorkingDays = (db: Reader, organisationId: number) => Promise<(day: Day) => boolean>;

/** Monday to Friday, without holidays: where no calendar is kept. */
export const mondayToFriday: WorkingDays = async () => (day) => weekday(day) <= 5;
