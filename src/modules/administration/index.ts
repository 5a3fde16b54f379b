import { dateMovesPages } from '../../mechanisms/procedure/index.ts';
import type { Module } from '../module.ts';
import { access as calendarAccess } from './calendar/access.ts';
import { loadPages } from './calendar/load.tsx';
import { calendarPages } from './calendar/pages.tsx';
import { regionalPages } from './calendar/regional.tsx';
import { noticeAccess, noticeNav, noticePages } from './notices/index.ts';
import { access as parameterAccess } from './parameters/access.ts';
import { parameterPages } from './parameters/pages.tsx';

/** The pages of the core: notices, calendars, parameters. */
export const administration: Module = {
  name: 'administration',
  access: { ...noticeAccess, ...calendarAccess, ...parameterAccess },
  console: {
    nav: [
      ...noticeNav,
      { heading: '设置', label: '工作日历', path: '/calendar', icon: 'calendar' },
      { heading: '设置', label: '参数', path: '/parameters', icon: 'settings', act: 'parameter.read' },
    ],
    pages(face, frame) {
      noticePages(face, frame);
      calendarPages(face, frame);
      loadPages(face, frame);
      regionalPages(face, frame);
      dateMovesPages(face, frame);
      parameterPages(face, frame);
    },
  },
};
