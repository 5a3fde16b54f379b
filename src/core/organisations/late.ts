import { addDays, type Day } from '../../law/day.ts';
import type { Reader } from '../../platform/db/pool.ts';
import { Refusal } from '../../platform/errors.ts';
import { parameter } from '../parameters/index.ts';

/**
 * Looks at the day of something that is entered afterwards (补录): the record keeps the real day; what lies further back
 * than the parameter admits needs a reason, and is marked.
 * @param it field: of the day in the form; reason: as it was typed
 * @returns the reason to be kept; '' for what was entered in time
 * @throws Refusal at the field for a day to come, or when the reason is missing
 */
export async function lateReason(
  db: Reader,
  it: { organisationId: number; field: string; day: Day; today: Day; reason: string; what: string },
): Promise<string> {
  if (it.day > it.today)
    throw new Refusal([{ field: it.field, message: `${it.what}不能晚于今天，请在事情发生之后登记。` }], 422);
  const days = await parameter(db, 'organisations.entry-days', {
    day: it.today,
    organisationId: it.organisationId,
  });
  if (it.reason === '' && addDays(it.day, days) < it.today)
    throw new Refusal(
      [
        {
          field: 'lateReason',
          message: `${it.day} 距今已超过 ${days} 日，属于补录，请写明补录原因。`,
        },
      ],
      422,
    );
  return it.reason;
}
