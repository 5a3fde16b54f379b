import { searchPages } from '../../mechanisms/publication/index.ts';
import type { Module } from '../module.ts';
import { browsePages } from './portal/browse.tsx';
import { homePages } from './portal/home.tsx';
import { modeForm } from './portal/mode.tsx';
import { organPages } from './portal/organs.tsx';

/** Sites (站点、栏目): home, browsing, search, display modes. */
export const sites: Module = {
  name: 'sites',
  portal: {
    nav: [
      { label: '首页', path: '/', order: 0 },
      { label: '公开机构', path: '/organs', order: 90 },
    ],
    pages(face, frame) {
      homePages(face, frame);
      organPages(face, frame);
      browsePages(face, frame);
      searchPages(face, frame);
      modeForm(face);
    },
  },
};
