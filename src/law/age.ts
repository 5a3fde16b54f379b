import { civilDay, type Day } from './day.ts';
import { halfWidth } from './masks.ts';

/**
 * Whether the holder of an identity number is a minor on a day: under eighteen (《未成年人保护法》第二条). False when the
 * number shows no birth date.
 */
export function isMinor(identityNumber: string, today: Day): boolean {
  const m = /^\d{6}(?:(\d{4})|(\d{2}))(\d{2})(\d{2})\d{3}[\dX]?$/.exec(
    halfWidth(identityNumber)
      .toUpperCase()
      .replace(/[^0-9X]/g, ''),
  );
  const digits = m?.[0].length;
  if (!m || (digits !== 18 && digits !== 15)) return false;
  const year = digits === 18 ? Number(m[1]) : 1900 + Number(m[2]);
  const birthday = civilDay(year + 18, Number(m[3]), Number(m[4]));
  // Born on 29 February: of age on 1 March of a year without that day.
  const ofAge = birthday ?? civilDay(year + 18, Number(m[3]) + 1, 1);
  return ofAge !== undefined && today < ofAge;
}
