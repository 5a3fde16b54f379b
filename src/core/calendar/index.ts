export { endRegionalDay, putRegionalDay, putYear } from './acts.ts';
export { readPublicCalendar, readPublicRules } from './public.ts';
export {
  arrangements,
  bookWith,
  type CalendarBook,
  holdCalendars,
  mergeYears,
  type RegionalDay,
  readCalendars,
} from './store.ts';
