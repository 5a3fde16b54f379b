export { endRegionalDay, putRegionalDay, putYear } from './acts.ts';
export {
  arrangements,
  bookWith,
  type CalendarBook,
  holdCalendars,
  mergeYears,
  type RegionalDay,
  readCalendars,
} from './store.ts';
