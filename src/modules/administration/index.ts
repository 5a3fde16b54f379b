import { dateMovesPages } from '../../mechanisms/procedure/index.ts';
import type { Module } from '../module.ts';
import { access as calendarAccess } from './calendar/access.ts';
import { loadPages } from './calendar/load.tsx';
import { calendarPages } from './calendar/pages.tsx';
import { regionalPages } from './calendar/regional.tsx';
import { ORGANISATION_ACT_LABELS, access as organisationAccess } from './organisations/access.ts';
import { organisationPages } from './organisations/index.ts';
import { access as parameterAccess } from './parameters/access.ts';
import { parameterPages } from './parameters/pages.tsx';
import { access as proofAccess } from './proof/access.ts';
import { anchorJobs, anchorTicks } from './proof/anchors.ts';
import { proofPages } from './proof/pages.tsx';
import { CORE_ACT_LABELS } from './proof/words.ts';

export { importOrganisations, prepareImport } from './organisations/acts.ts';
export { readOrganisationTable, refusedReport } from './organisations/import-pages.tsx';
export { EVIDENCE } from './proof/evidence.ts';

/** Administration (机构人员、设置、安全): the pages of the core in the console. */
export const administration: Module = {
  name: 'administration',
  access: { ...organisationAccess, ...calendarAccess, ...parameterAccess, ...proofAccess },
  actLabels: { ...CORE_ACT_LABELS, ...ORGANISATION_ACT_LABELS },
  console: {
    nav: [
      {
        heading: '机构人员',
        label: '机构',
        path: '/organisations',
        icon: 'building',
        act: 'organisation.read',
      },
      { heading: '设置', label: '工作日历', path: '/calendar', icon: 'calendar' },
      { heading: '设置', label: '参数', path: '/parameters', icon: 'settings', act: 'parameter.read' },
      { heading: '安全', label: '操作留痕', path: '/audit', icon: 'shield-check', act: 'audit.read' },
    ],
    pages(face, frame) {
      organisationPages(face, frame);
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
