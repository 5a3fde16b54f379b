import type { Module } from '../module.ts';
import { access as organisationAccess } from './organisations/access.ts';
import { organisationPages } from './organisations/index.ts';

export { importOrganisations, prepareImport } from './organisations/acts.ts';
export { readOrganisationTable, refusedReport } from './organisations/import-pages.tsx';

/** Administration (机构人员、设置、安全): the pages of core in the console. */
export const administration: Module = {
  name: 'administration',
  access: { ...organisationAccess },
  console: {
    nav: [
      {
        heading: '机构人员',
        label: '机构',
        path: '/organisations',
        icon: 'building',
        act: 'organisation.read',
      },
    ],
    pages(face, frame) {
      organisationPages(face, frame);
    },
  },
};
