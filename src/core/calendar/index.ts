export { endRegionalDay, putRegionalDay, putYear } from './acts.ts';
export { readPublicCalendar, readPublicRules } from './public.ts';
export { bookWith, type CalendarBook, holdCalendars, readCalendars } from './store.ts';
