import { dateMovesPages } from '../../mechanisms/procedure/index.ts';
import type { Module } from '../module.ts';
import { LABELS as CALENDAR_LABELS, access as calendarAccess } from './calendar/access.ts';
import { loadPages } from './calendar/load.tsx';
import { calendarPages } from './calendar/pages.tsx';
import { regionalPages } from './calendar/regional.tsx';
import { access as fileAccess } from './files/access.ts';
import { fileJobs, fileTicks } from './files/sweep.ts';
import {
  NOTICE_ACT_LABELS,
  noticeAccess,
  noticeJobs,
  noticeNav,
  noticePages,
  noticeTicks,
} from './notices/index.ts';
import { ORGANISATION_ACT_LABELS, access as organisationAccess } from './organisations/access.ts';
import { organisationPages, organisationTicks } from './organisations/index.ts';
import { LABELS as PARAMETER_LABELS, access as parameterAccess } from './parameters/access.ts';
import { parameterPages } from './parameters/pages.tsx';
import { LABELS as PEOPLE_LABELS, access as peopleAccess } from './people/access.ts';
import { peopleNav, peoplePages } from './people/index.ts';
import { roleWidget } from './people/pages/widget.tsx';
import { access as personalDataAccess, ACT_LABELS as personalDataLabels } from './personal-data/access.ts';
import { holdPages } from './personal-data/holds.tsx';
import { type MatterWords, retentionPages } from './personal-data/retention.tsx';
import { personalDataTicks } from './personal-data/ticks.ts';
import { unmaskingPages } from './personal-data/unmaskings.tsx';
import { access as proofAccess } from './proof/access.ts';
import { anchorJobs, anchorTicks } from './proof/anchors.ts';
import { proofPages } from './proof/pages.tsx';
import { proofReadings } from './proof/readings.ts';
import { CORE_ACT_LABELS } from './proof/words.ts';
import { administrationSearch } from './search.ts';
import { SEARCH_ACT_LABELS, access as searchAccess } from './searches/access.ts';
import { searchMissPages, searchNav, searchTicks } from './searches/index.tsx';
import { signInAccess, signInLabels, signInNav, signInSecurityPages } from './sign-in/index.ts';

/** Kinds of cases that hold personal data, for the retention table. */
const MATTERS: MatterWords = { 'privacy-request': '个人信息权利请求', 'policy-feedback': '政策反馈' };

export { readNotices } from './notices/index.ts';
export { addOrganisationAct, end as endOrganisationAct } from './organisations/acts/chart.ts';
export { keepSection } from './organisations/acts/duties.ts';
export { importOrganisations, prepareImport } from './organisations/acts/import.ts';
export { readOrganisationTable, refusedReport } from './organisations/import-pages.tsx';
export { changeParameter } from './parameters/acts.ts';
export { giveDeputation } from './people/acts/rights.ts';
export { EVIDENCE } from './proof/evidence.ts';

/** Administration (机构人员、设置、安全): the pages of the core in the console. */
export const administration: Module = {
  name: 'administration',
  access: {
    ...peopleAccess,
    ...noticeAccess,
    ...organisationAccess,
    ...calendarAccess,
    ...parameterAccess,
    ...proofAccess,
    ...personalDataAccess,
    ...signInAccess,
    ...fileAccess,
    ...searchAccess,
  },
  actLabels: {
    ...CORE_ACT_LABELS,
    ...PEOPLE_LABELS,
    ...CALENDAR_LABELS,
    ...PARAMETER_LABELS,
    ...NOTICE_ACT_LABELS,
    ...ORGANISATION_ACT_LABELS,
    ...signInLabels,
    ...personalDataLabels,
    ...SEARCH_ACT_LABELS,
  },
  console: {
    nav: [
      ...noticeNav,
      {
        heading: '机构人员',
        label: '机构',
        path: '/organisations',
        icon: 'building',
        act: 'organisation.read',
      },
      ...peopleNav,
      { heading: '设置', label: '工作日历', path: '/calendar', icon: 'calendar' },
      { heading: '设置', label: '参数', path: '/parameters', icon: 'settings', act: 'parameter.read' },
      ...searchNav,
      { heading: '安全', label: '操作留痕', path: '/audit', icon: 'shield-check', act: 'audit.read' },
      {
        heading: '安全',
        label: '个人信息保留期限',
        path: '/personal-data/retention',
        icon: 'archive',
        act: 'retention.read',
      },
      {
        heading: '安全',
        label: '法律保全',
        path: '/personal-data/holds',
        icon: 'shield-lock',
        act: 'hold.read',
      },
      {
        heading: '安全',
        label: '查看留痕',
        path: '/personal-data/unmaskings',
        icon: 'eye',
        act: 'unmasking.read',
      },
      ...signInNav,
    ],
    search: administrationSearch,
    widgets: [roleWidget],
    pages(face, frame, house) {
      peoplePages(face, frame, house);
      noticePages(face, frame);
      organisationPages(face, frame);
      calendarPages(face, frame);
      loadPages(face, frame);
      regionalPages(face, frame);
      dateMovesPages(face, frame);
      parameterPages(face, frame);
      proofPages(face, frame, house);
      retentionPages(face, frame, MATTERS);
      holdPages(face, frame);
      unmaskingPages(face, frame);
      signInSecurityPages(face, frame);
      searchMissPages(face, frame);
    },
  },
  jobs: (app) => [...anchorJobs(app), ...noticeJobs(app), ...fileJobs(app)],
  ticks: (app) => [
    ...anchorTicks(app),
    ...noticeTicks(app),
    ...personalDataTicks(app),
    ...fileTicks(app),
    ...searchTicks(app),
    ...organisationTicks(app),
  ],
  readings: proofReadings,
};
