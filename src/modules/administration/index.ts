import { dateMovesPages } from '../../mechanisms/procedure/index.ts';
import type { Module } from '../module.ts';
import { access as calendarAccess } from './calendar/access.ts';
import { loadPages } from './calendar/load.tsx';
import { calendarPages } from './calendar/pages.tsx';
import { regionalPages } from './calendar/regional.tsx';
import { access as fileAccess } from './files/access.ts';
import { fileJobs, fileTicks } from './files/sweep.ts';
import { access as parameterAccess } from './parameters/access.ts';
import { parameterPages } from './parameters/pages.tsx';
import { access as proofAccess } from './proof/access.ts';
import { anchorJobs, anchorTicks } from './proof/anchors.ts';
import { proofPages } from './proof/pages.tsx';
import { CORE_ACT_LABELS } from './proof/words.ts';

export { EVIDENCE } from './proof/evidence.ts';

/** The pages of the core: calendars, parameters, the audit trail. */
export const administration: Module = {
  name: 'administration',
  access: { ...calendarAccess, ...parameterAccess, ...proofAccess, ...fileAccess },
  actLabels: CORE_ACT_LABELS,
  console: {
    nav: [
      { heading: '设置', label: '工作日历', path: '/calendar', icon: 'calendar' },
      { heading: '设置', label: '参数', path: '/parameters', icon: 'settings', act: 'parameter.read' },
      { heading: '安全', label: '操作留痕', path: '/audit', icon: 'shield-check', act: 'audit.read' },
    ],
    pages(face, frame) {
      calendarPages(face, frame);
      loadPages(face, frame);
      regionalPages(face, frame);
      dateMovesPages(face, frame);
      parameterPages(face, frame);
      proofPages(face, frame);
    },
  },
  jobs: (app) => [...anchorJobs(app), ...fileJobs(app)],
  ticks: (app) => [...anchorTicks(app), ...fileTicks(app)],
};
