import type { Module } from '../module.ts';
import { ACT_LABELS, access } from './access.ts';
import { reminderPages } from './console/pages.tsx';
import { reminderWidget } from './console/panel.tsx';
import { leftover } from './leftover.ts';
import { countDue } from './store.ts';
import { forgetReminders, tellDue } from './telling.ts';

export { reminderPanel } from './console/panel.tsx';
export { CASE_READERS } from './words.ts';

/** Personal reminders (本人提醒): a day that somebody sets for themselves on a document or a case. */
export const reminders: Module = {
  name: 'reminders',
  access,
  actLabels: ACT_LABELS,
  leftover,
  console: {
    nav: [
      {
        heading: '办理',
        label: '我的提醒',
        path: '/reminders',
        icon: 'clock',
        count: (ctx, person) => countDue(ctx.db, person.personId, ctx.today),
      },
    ],
    widgets: [reminderWidget],
    pages: reminderPages,
  },
  ticks: (app) => [
    { name: 'own-reminders', run: () => tellDue(app) },
    { name: 'own-reminders-over', run: () => forgetReminders(app) },
  ],
};
