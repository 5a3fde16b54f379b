import type { Module } from '../module.ts';
import { PEOPLE_ACT_LABELS, peopleAccess, peopleNav, peoplePages } from './people/index.ts';

/** Administration: the pages of the core in the console. */
export const administration: Module = {
  name: 'administration',
  access: { ...peopleAccess },
  actLabels: { ...PEOPLE_ACT_LABELS },
  console: {
    nav: [...peopleNav],
    pages(face, frame, house) {
      peoplePages(face, frame, house);
    },
  },
};
