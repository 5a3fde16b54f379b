import { dateMovesPages } from '../../mechanisms/procedure/index.ts';
import type { Module } from '../module.ts';
import { LABELS as CALENDAR_LABELS, access as calendarAccess } from './calendar/access.ts';
import { loadPages } from './calendar/load.tsx';
import { calendarPages } from './calendar/pages.tsx';
import { regionalPages } from './calendar/regional.tsx';
import { LABELS as PARAMETER_LABELS, access as parameterAccess } from './parameters/access.ts';
import { parameterPages } from './parameters/pages.tsx';
import { LABELS as PEOPLE_LABELS, access as peopleAccess } from './people/access.ts';
import { peopleNav, peoplePages } from './people/index.ts';
import { access as proofAccess } from './proof/access.ts';
import { anchorJobs, anchorTicks } from './proof/anchors.ts';
import { proofPages } from './proof/pages.tsx';
import { CORE_ACT_LABELS } from './proof/words.ts';

export { EVIDENCE } from './proof/evidence.ts';

/** The pages of the core: people and rights, calendars, parameters, the audit trail. */
export const administration: Module = {
  name: 'administration',
  access: { ...peopleAccess, ...calendarAccess, ...parameterAccess, ...proofAccess },
  actLabels: { ...CORE_ACT_LABELS, ...PEOPLE_LABELS, ...CALENDAR_LABELS, ...PARAMETER_LABELS },
  console: {
    nav: [
      ...peopleNav,
      { heading: '设置', label: '工作日历', path: '/calendar', icon: 'calendar' },
      { heading: '设置', label: '参数', path: '/parameters', icon: 'settings', act: 'parameter.read' },
      { heading: '安全', label: '操作留痕', path: '/audit', icon: 'shield-check', act: 'audit.read' },
    ],
    pages(face, frame, house) {
      peoplePages(face, frame, house);
      calendarPages(face, frame);
      loadPages(face, frame);
      regionalPages(face, frame);
      dateMovesPages(face, frame);
      parameterPages(face, frame);
      proofPages(face, frame);
    },
  },
  jobs: (app) => [...anchorJobs(app)],
  ticks: (app) => [...anchorTicks(app)],
};
