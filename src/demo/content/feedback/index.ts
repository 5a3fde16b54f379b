import { CITY_FEEDBACK } from './city.ts';
import { LIVING_FEEDBACK } from './housing-and-health.ts';
import type { DemoFeedback } from './types.ts';

export type { DemoFeedback } from './types.ts';

/** What people of the city say of its papers, the oldest first. */
export const DEMO_FEEDBACK: readonly DemoFeedback[] = [...LIVING_FEEDBACK, ...CITY_FEEDBACK].toSorted(
  (a, b) => b.daysAgo - a.daysAgo || a.hour - b.hour,
);
