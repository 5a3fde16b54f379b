import { type Day, dayOfInstant } from '../law/day.ts';

/** Where the program gets the time. Law and visibility never ask the machine or the database: they are handed `now` or `today`. */
export interface Clock {
  /** The current instant. */
  now(): Date;
  /** The current civil day in Asia/Shanghai. */
  today(): Day;
}

/** The clock of the machine. The only place of the program that reads it. */
export const systemClock: Clock = {
  now: () => new Date(),
  today: () => dayOfInstant(Date.now()),
};

/**
 * A clock that stands still until it is set: for seeding past years and for tests of dates.
 * @param start the first instant, ISO 8601 with offset, or milliseconds since 1970
 */
export function settableClock(start: string | number): Clock & { set(to: string | number): void } {
  let ms = new Date(start).getTime();
  return {
    now: () => new Date(ms),
    today: () => dayOfInstant(ms),
    set(to) {
      ms = new Date(to).getTime();
    },
  };
}

/** An instant from milliseconds since 1970 or an ISO 8601 text with offset. */
export function instant(value: number | string): Date {
  return new Date(value);
}
